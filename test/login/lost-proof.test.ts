import { crawl, SqliteStore, type Crawler, type Login } from 'latchkey'
import { expect, test } from 'vitest'

import { checkLogin } from '../../packages/core/src/engine/login/command/login-now.ts'
import { startSite, type Site } from '../site/index.ts'
import { memberCrawler, onLists } from '../support/crawlers/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const MEMBERS = 120
const LIFE = 40
const BUSY = 4

const onEach: Login['signedIn'] = (response) => response.$('a.sign-out').length > 0

for (const [where, login] of Object.entries({
  'each page': { signedIn: onEach },
  'the page to check': { signedIn: onEach, check: '/account' },
  'the lists alone': { signedIn: onLists },
})) {
  test(`a session that ends in words of which nobody knows what they mean is renewed for the lack of the proof on ${where}`, async () => {
    await using site = await startWordySite({ requests: LIFE })
    await using store = new SqliteStore(':memory:')
    const report = await crawl(members(site, login), { store })
    expect(report).toMatchObject({ records: { member: MEMBERS }, failed: 0, suspect: 0, exitCode: 0 })
    expect(await junkOf(store)).toEqual([])
    expect(site.logins).toBeLessThanOrEqual(8)
    const requests = site.log.filter(({ path }) => path.startsWith('/members')).length
    // Sixteen pages and those in flight at each death, and a few that are asked for the proof.
    expect(requests).toBeLessThanOrEqual(MEMBERS + 6 + site.logins * (16 + 2 * BUSY + 6))
  })
}

test('a kept session that has ended in words is renewed once, by a run that goes on and by one that begins anew', async () => {
  await using site = await startWordySite()
  await using store = new SqliteStore(':memory:')
  const crawler = members(site, { signedIn: onEach })
  await crawl(crawler, { store, limit: 30 })
  const runs = [
    ['resume', 2],
    ['fresh', 3],
  ] as const
  for (const [mode, logins] of runs) {
    site.endSessions()
    const report = await crawl(crawler, { store, mode })
    expect(report).toMatchObject({ records: { member: MEMBERS }, suspect: 0, waiting: 0, exitCode: 0 })
    expect(site.logins).toBe(logins)
  }
  expect(await junkOf(store)).toEqual([])
})

test('a session that ends in words after three pages, each of which leads to the next, is renewed to the end', async () => {
  await using site = await startWordySite({ requests: 3 })
  await using store = new SqliteStore(':memory:')
  const crawler = members(site, { signedIn: onEach })
  const list = ({ follow }: { follow: (...link: string[]) => void }) => follow('a.next', 'list')
  const report = await crawl({ ...crawler, routes: { ...crawler.routes, list } }, { store })
  expect(report).toMatchObject({ done: 6, suspect: 0, waiting: 0, exitCode: 0 })
})

test('a page that lacks the proof right after a login is asked for no other, in a new session and in one that was kept', async () => {
  await using site = await startWordySite()
  await using store = new SqliteStore(':memory:')
  const crawler = members(site, { signedIn: () => false })
  for (const logins of [1, 2]) {
    const report = await crawl(crawler, { store, mode: 'fresh' })
    expect(report).toMatchObject({ done: 0, suspect: MEMBERS + 6, exitCode: 3 })
    expect(report.problem).toContain('mend login.signedIn')
    expect(site.logins).toBe(logins)
  }
})

test('a page to check that greets its visitor once after a login, without the proof, still tells of the next death', async () => {
  await using site = await startWordySite({ requests: LIFE })
  await using store = new SqliteStore(':memory:')
  let [logins, greetings] = [0, 0]
  const greeting: Crawler['session'] = {
    hooks: {
      afterResponse({ request, response }) {
        if (request.method === 'POST') logins++
        const isGreeted = logins === 2 && greetings === 0 && request.url.href === `${site.url}/members`
        if (!isGreeted) return undefined
        greetings++
        return response.with({ body: '<p>Welcome back</p>' })
      },
    },
  }
  const crawler = { ...members(site, { signedIn: onLists, check: '/members' }), session: greeting }
  const report = await crawl(crawler, { store })
  expect(greetings).toBe(1)
  expect(report).toMatchObject({ records: { member: MEMBERS }, suspect: 0, exitCode: 0 })
  expect(await junkOf(store)).toEqual([])
})

test('login --check does not take a page that has lost the proof for a session that works', async () => {
  await using site = await startWordySite()
  await using store = new SqliteStore(':memory:')
  const place = { crawler: members(site, { signedIn: onEach }), account: { name: '' }, store }
  await crawl(place.crawler, { store, limit: 5 })
  const { signal } = new AbortController()
  expect(await checkLogin(place, signal)).toMatchObject({ by: 'signedIn' })
  site.endSessions()
  await expect(checkLogin(place, signal)).rejects.toMatchObject({
    name: 'LoginError',
    message: expect.stringContaining(`${site.url}/members lacks what the crawler's signedIn looks for`),
  })
  expect(site.logins).toBe(1)
})

async function startWordySite(session: { requests?: number } = {}): Promise<Site> {
  return startSite({ members: MEMBERS, session: { ...session, expired: 'words' } })
}

/** What a page without a member makes of a record. */
async function junkOf(store: SqliteStore): Promise<unknown[]> {
  const values = await Array.fromAsync(store.records({ kind: 'member' }), ({ value }) => value)
  return values.filter((value) => (value as { value: string }).value === '')
}

function members(site: Site, login: Pick<Login, 'signedIn' | 'check'>): Crawler {
  return memberCrawler(site.url, { rate: { perSecond: Infinity, concurrency: BUSY }, login })
}
