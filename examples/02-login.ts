/** Sign in once, crawl many pages: the session dies every 40 pages, and nobody notices. */
import { crawl, defineCrawler, secret, SqliteStore } from 'latchkey'
import { z } from 'zod'

import { startSite } from '../test/site/index.ts'

await using site = await startSite({ members: 100, session: { requests: 40 } })
process.env['SHOP_PASSWORD'] = 'lovelace'

const members = defineCrawler({
  name: 'members',
  start: `${site.url}/members`,
  login: { form: '/login', fields: { username: 'ada', password: secret('SHOP_PASSWORD') } },
  records: { member: z.object({ id: z.coerce.number(), value: z.string() }) },
  routes: {
    list({ follow }) {
      follow('a.member-link', 'member')
      follow('a.next', 'list')
    },
    member: ({ $ }) => ({ id: $('.member-id').text(), value: $('.member-value').text() }),
  },
})

await using store = new SqliteStore(':memory:')
const report = await crawl(members, { store })
console.log(`${report.records['member']} of 100 members, ${report.failed} failed, ${site.logins} logins`)
