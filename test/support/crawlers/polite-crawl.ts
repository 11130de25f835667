import { crawl, SqliteStore, type Rate } from 'latchkey'

import { politeCrawler } from './polite-site.ts'

/** Crawls the site in `SITE_URL` at the rate in `RATE`, in a process of its own. */
const { SITE_URL, RATE } = process.env
const rate = RATE === undefined ? {} : { rate: JSON.parse(RATE) as Rate }
await using store = new SqliteStore(':memory:')
const { done, failed } = await crawl(politeCrawler(`${SITE_URL}/`, rate), { store })
console.log(JSON.stringify({ done, failed }))
