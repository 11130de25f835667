import { DefinitionError } from '../errors.ts'
import { planOf } from '../extract/plan.ts'
import { makeLink } from '../frontier/link.ts'
import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import { normalizeUrl } from '../http/url.ts'
import { loadCrawler } from './load.ts'
import { storyLines } from './story.ts'

export interface WhyOptions {
  readonly store: string
  readonly json?: true
}

/** `latchkey why`: what became of a URL in the crawler's last run, and the pages that led to it. */
export async function why(name: string, address: string, options: WhyOptions): Promise<number> {
  const { crawler } = await loadCrawler(name)
  const url = URL.parse(address, planOf(crawler).home.href)
  if (!url)
    throw new DefinitionError(
      `${JSON.stringify(address)} is no URL: write a whole one, or a path on the crawler's site`,
    )
  const store = new SqliteStore(options.store)
  try {
    const { key } = makeLink({ url: normalizeUrl(url, crawler), route: '', depth: 0 })
    const story = await store.find(crawler.name, key)
    if (options.json) console.log(JSON.stringify(story ?? null))
    else if (story) console.log(storyLines(story).join('\n'))
    else console.log(`${url.href}\n  was not discovered: no page that was crawled follows it`)
    return story ? 0 : 3
  } finally {
    await store.close()
  }
}
