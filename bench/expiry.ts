/**
 * 600 pages behind a login whose session is good for 200 requests, in four ways in which a site can say that it has
 * ended, at three speeds, with the crawler's own predicates and without any. Right is: 600 records, no junk.
 */
import { crawl, SqliteStore, type Login } from 'latchkey'

import { startSite } from '../test/site/index.ts'
import { memberCrawler } from '../test/support/crawlers/members.ts'

const PAGES = 600
const LIFE = 200

const predicates: Partial<Login> = {
  signedIn: (response) => response.$('a.sign-out').length > 0,
  signedOut: (response) => response.$('form.login-form').length > 0,
}

const rows: object[] = []
for (const [answer, expired] of [
  ['302 to the login page', 'redirect'],
  ['401', 'status'],
  ['200 with the login page', 'page'],
  ['200 with a few words', 'words'],
] as const) {
  for (const concurrency of [1, 8, 32]) {
    for (const signs of [predicates, {}]) rows.push(await measure(answer, expired, concurrency, signs))
  }
}
console.table(rows)

async function measure(
  answer: string,
  expired: 'redirect' | 'status' | 'page' | 'words',
  concurrency: number,
  signs: Partial<Login>,
): Promise<object> {
  await using site = await startSite({ members: PAGES, session: { requests: LIFE, expired } })
  await using store = new SqliteStore(':memory:')
  const members = memberCrawler(site.url, { rate: { perSecond: Infinity, concurrency }, login: signs })
  const report = await crawl(members, { store })
  const truth = new Set(site.members().map((member) => JSON.stringify(member)))
  const found = await Array.fromAsync(store.records({ kind: 'member' }), ({ value }) => JSON.stringify(value))
  return {
    'expired answer': answer,
    'at once': concurrency,
    predicates: signs === predicates ? 'yes' : 'none',
    'right records': found.filter((record) => truth.has(record)).length,
    junk: found.filter((record) => !truth.has(record)).length,
    logins: site.logins,
    'exit code': report.exitCode,
    seconds: Number(report.seconds.toFixed(1)),
  }
}
