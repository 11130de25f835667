import { crawl, SqliteStore, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { memberCrawler } from '../support/crawlers/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const MEMBERS = 100

/** What the page shows that signs out whoever opens it, and how many logins it takes to find it out. */
const answers = { page: 5, login: 6 } as const

for (const concurrency of [1, 8]) {
  for (const [answer, logins] of Object.entries(answers)) {
    test(`a page that ends the session, is not named so, and shows a ${answer} is set aside, ${concurrency} at once`, async () => {
      await using site = await startSite({ members: MEMBERS })
      await using store = new SqliteStore(':memory:')
      const crawler = withFarewell(site, answer, concurrency)
      const report = await crawl(crawler, { store })
      expect(report).toMatchObject({
        records: { member: MEMBERS },
        skipped: 1,
        skips: { 'ends the session': 1 },
        failed: 0,
        suspect: 0,
        exitCode: 0,
      })
      // Pages that were on their way beside it may each find the session dead once more.
      expect(site.logins).toBeLessThanOrEqual(concurrency === 1 ? logins : logins + 3)

      site.resetCounts()
      const next = await crawl(crawler, { store, mode: 'fresh' })
      expect(next).toMatchObject({ records: { member: MEMBERS }, skips: { 'ends the session': 1 } })
      expect([site.logins, site.hits('/members/farewell')], 'the next run knows it').toEqual([0, 0])
    })
  }
}

test('a page that ends the session, but looks like any other, costs a login a run, and is set aside in the third', async () => {
  await using site = await startSite({ members: MEMBERS })
  await using store = new SqliteStore(':memory:')
  const crawler = withFarewell(site, 'member', 8)
  for (const [skipped, logins] of [
    [0, 2],
    [0, 3],
    [1, 5],
    [1, 5],
  ]) {
    const report = await crawl(crawler, { store, mode: 'fresh' })
    expect(report).toMatchObject({ records: { member: MEMBERS }, skipped, failed: 0, exitCode: 0 })
    expect(site.logins).toBe(logins)
  }
})

test('without a predicate, a page that ends the session and shows nothing of it costs one login', async () => {
  await using site = await startSite({ members: MEMBERS })
  await using store = new SqliteStore(':memory:')
  const { login: _, ...crawler } = withFarewell(site, 'page', 8)
  const { login } = memberCrawler(site.url)
  const report = await crawl({ ...crawler, ...(login && { login }) }, { store })
  expect(report).toMatchObject({ records: { member: MEMBERS }, failed: 0, exitCode: 0 })
  expect(site.logins).toBe(2)
})

test('no page is taken for such a one where the session just dies often', async () => {
  await using site = await startSite({ members: MEMBERS, session: { requests: 15, expired: 'page' } })
  await using store = new SqliteStore(':memory:')
  const crawler = memberCrawler(site.url, {
    rate: { perSecond: Infinity, concurrency: 8 },
    login: { signedIn: (response) => response.$('a.sign-out').length > 0 },
  })
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ records: { member: MEMBERS }, skipped: 0, failed: 0, exitCode: 0 })
})

/** The members' pages, and in the midst of their lists a link to a page that signs out whoever opens it. */
function withFarewell(site: Site, answer: string, concurrency: number): Crawler {
  const crawler = memberCrawler(site.url, {
    rate: { perSecond: Infinity, concurrency },
    login: { signedIn: (response) => response.$('a.sign-out').length > 0 },
  })
  return {
    ...crawler,
    routes: {
      ...crawler.routes,
      list({ follow, url }: { follow: (target: unknown, route: string) => void; url: URL }) {
        follow('li:nth-child(-n+10) a.member-link', 'member')
        follow(new URL(`/members/farewell?answer=${answer}`, url), 'farewell')
        follow('li:nth-child(n+11) a.member-link', 'member')
        follow('a.next', 'list')
      },
      farewell() {},
    },
  }
}
