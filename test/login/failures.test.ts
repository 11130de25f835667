import { crawl, SqliteStore, type Crawler, type Login } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { memberCrawler } from '../support/crawlers/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const MEMBERS = 120
const LIFE = 40

const signs: { readonly [name: string]: Partial<Login> } = {
  'its proof': { signedIn: (response) => response.$('a.sign-out').length > 0 },
  'a page to check': { check: '/members' },
  'no predicate': {},
}

for (const expired of [419, 400, 404]) {
  for (const [name, login] of Object.entries(signs)) {
    test(`a session whose end is answered ${expired} is renewed, in a run and between two, with ${name}`, async () => {
      await using site = await startSite({ members: MEMBERS, session: { requests: LIFE, expired } })
      await using store = new SqliteStore(':memory:')
      for (const mode of ['resume', 'fresh'] as const) {
        site.endSessions()
        const report = await crawl(members(site, login), { store, mode })
        expect(report).toMatchObject({ records: { member: MEMBERS }, failed: 0, waiting: 0, exitCode: 0 })
      }
      // Four for each run, and the pages that are asked.
      expect(site.logins).toBeLessThanOrEqual(10)
    })
  }
}

for (const expired of [403, 440]) {
  test(`a kept session that is answered ${expired} on the first page of a run is renewed`, async () => {
    await using site = await startSite({ members: 20, session: { expired } })
    await using store = new SqliteStore(':memory:')
    const crawler = members(site, {})
    for (const logins of [1, 2]) {
      site.endSessions()
      expect(await crawl(crawler, { store, mode: 'fresh' })).toMatchObject({ failed: 0, exitCode: 0 })
      expect(site.logins).toBe(logins)
    }
  })
}

for (const [name, login] of Object.entries(signs)) {
  test(`a hundred pages that are not there cost no login, and few requests for a proof, with ${name}`, async () => {
    await using site = await startSite({ members: 20 })
    await using store = new SqliteStore(':memory:')
    const report = await crawl(withMissing(members(site, login)), { store })
    expect(report).toMatchObject({ records: { member: 20 }, failed: 100, exitCode: 3 })
    expect(site.logins).toBe(1)
    const asked = site.log.filter(({ path }) => path.startsWith('/members')).length - 21
    expect(asked).toBeLessThanOrEqual(12)
  })
}

test('where the page to check is missing too, pages that are not there cost one login in vain', async () => {
  await using site = await startSite({ members: 20 })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(withMissing(members(site, { check: '/nowhere' })), { store })
  expect(report).toMatchObject({ records: { member: 20 }, failed: 100, exitCode: 3 })
  expect(site.logins).toBeLessThanOrEqual(3)
})

test('a start that is not there costs one login more with a kept session, and is told each time', async () => {
  await using site = await startSite({ members: 20 })
  await using store = new SqliteStore(':memory:')
  await crawl(members(site, {}), { store })
  const crawler = { ...members(site, {}), start: `${site.url}/nowhere` }
  for (const logins of [2, 3, 4, 5]) {
    const report = await crawl(crawler, { store, mode: 'fresh' })
    expect(report).toMatchObject({ failed: 1, exitCode: 3 })
    expect(site.logins).toBe(logins)
  }
})

/** Its lists lead to a hundred pages more, which are not there. */
function withMissing(crawler: Crawler): Crawler {
  const routes = {
    ...crawler.routes,
    list({ follow, url }: { follow: (target: unknown, route: string) => void; url: URL }) {
      follow('a.member-link', 'member')
      for (let id = 1; id <= 100; id++) follow(new URL(`/nowhere/${id}`, url), 'member')
    },
  }
  return { ...crawler, routes }
}

function members(site: Site, login: Partial<Login>): Crawler {
  return memberCrawler(site.url, { rate: { perSecond: Infinity, concurrency: 4 }, login })
}
