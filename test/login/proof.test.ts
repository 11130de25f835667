import { crawl, SqliteStore, type Crawler, type Login } from 'latchkey'
import { expect, test } from 'vitest'

import { loginNow } from '../../packages/core/src/engine/login/command/login-now.ts'
import { byItself } from '../../packages/core/src/engine/login/command/ways.ts'
import { startSite, type Site } from '../site/index.ts'
import { memberCrawler, onLists } from '../support/crawlers/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const MEMBERS = 200

for (const life of [60, 25, 12]) {
  test(`a session that dies every ${life} pages, before the next page that proves it, is proved on demand`, async () => {
    await using site = await startSite({
      members: MEMBERS,
      latency: 1,
      session: { requests: life, expired: 'page' },
    })
    await using store = new SqliteStore(':memory:')
    const report = await crawl(members(site, { signedIn: onLists }), { store })
    expect(report).toMatchObject({ records: { member: MEMBERS }, failed: 0, suspect: 0, exitCode: 0 })
    // A page costs at most one request for its proof, and what is in flight at the end of a session is lost.
    expect(site.logins).toBeLessThanOrEqual((3 * MEMBERS) / (life - 4))
  })
}

test('a session that no page ever proves ends the run after five logins, with what mends it', async () => {
  await using site = await startSite({ members: MEMBERS, session: { requests: 30, expired: 'page' } })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(members(site, { signedIn: () => false }), { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4, records: { member: 0 } })
  expect(report.problem).toContain('name a page that shows it as login.check')
  expect(site.logins).toBeLessThanOrEqual(6)
})

test('a run that was stopped with pages held back asks the start for their proof when it goes on', async () => {
  await using site = await startSite({ members: 20 })
  await using store = new SqliteStore(':memory:')
  const crawler = members(site, { signedIn: onLists })
  const first = await crawl(crawler, { store, limit: 10 })
  expect(first).toMatchObject({ done: 1, suspect: 9 })
  const second = await crawl(crawler, { store })
  expect(second).toMatchObject({ records: { member: 20 }, suspect: 0, resumed: true, exitCode: 0 })
})

test('a run whose pages wait for a proof is unfinished: no records are missed in it before they can come', async () => {
  await using site = await startSite({ members: 5 })
  await using store = new SqliteStore(':memory:')
  await crawl(members(site, { signedIn: onLists }), { store })
  const report = await crawl(members(site, { signedIn: () => false }), { store })
  expect(report).toMatchObject({ exitCode: 3, reason: 'finished', records: { member: 0 }, drift: [] })
  expect(await store.runs()).toMatchObject([{ finished: false, held: false }, {}])
})

test('what was held back under one session is not proved by another that was begun by hand', async () => {
  await using site = await startSite({ members: 20 })
  await using store = new SqliteStore(':memory:')
  const crawler = members(site, { signedIn: onLists })
  expect(await crawl(crawler, { store, limit: 10 })).toMatchObject({ suspect: 9 })
  const signal = new AbortController().signal
  await loginNow({ crawler, account: { name: '' }, store }, byItself, signal)
  expect(await crawl(crawler, { store })).toMatchObject({ records: { member: 20 }, suspect: 0, exitCode: 0 })
  expect([site.hits('/members/1'), site.hits('/members/20')]).toEqual([2, 1])
})

test('a page for the proof that is not there ends the run with what mends it, and is no reason to sign in again', async () => {
  await using site = await startSite({ members: 20 })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(members(site, { signedIn: () => false, check: '/nowhere' }), { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4 })
  expect(report.problem).toContain('/nowhere responded 404, so it cannot show who is signed in')
  expect(site.logins).toBe(1)
})

test('a login that fails for a passing reason is tried again, and spends no try of a page', async () => {
  await using site = await startSite({ members: 20, session: { requests: 15 } })
  await using store = new SqliteStore(':memory:')
  const crawler = members(site, { signedIn: onLists })
  let refusals = 0
  const report = await crawl(
    {
      ...crawler,
      tries: 1,
      session: {
        hooks: {
          // Stands in for a site that is out of order just when the form is sent.
          afterResponse: ({ request, response }) =>
            request.method === 'POST' && ++refusals <= 2
              ? response.with({ status: 503, body: '' })
              : undefined,
        },
      },
    },
    { store },
  )
  expect(refusals).toBeGreaterThan(3)
  expect(report).toMatchObject({ records: { member: 20 }, failed: 0, exitCode: 0 })
})

function members(site: Site, signs: Pick<Login, 'signedIn' | 'check'>): Crawler {
  return memberCrawler(site.url, { rate: { perSecond: Infinity, concurrency: 4 }, login: signs })
}
