import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, defineCrawler, SqliteStore, type Crawler, type Session } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { startSite } from '../site/index.ts'
import { cookiesSent } from '../support/cookies-sent.ts'
import { orderCrawler, PASSWORDS } from '../support/crawlers/orders.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

test('each account gets its own pages with its own session, and the site never sees one with the cookies of another', async () => {
  await using site = await startSite({ orders: 30, session: { requests: 20 } })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(orderCrawler(site.url, PASSWORDS), { store })
  expect(report).toMatchObject({ reason: 'finished', failed: 0, records: { order: 90 }, exitCode: 0 })
  const found = await Array.fromAsync(store.records({ kind: 'order' }), ({ value }) => value)
  const right = Object.keys(PASSWORDS).flatMap((account) =>
    site.orders(account).map(({ id }) => ({ id, account })),
  )
  expect(found.map((record) => JSON.stringify(record)).toSorted()).toEqual(
    right.map((record) => JSON.stringify(record)).toSorted(),
  )
  // 34 pages on sessions that are good for 20.
  expect(site.logins).toBe(6)
  const cookies = ['ADA', 'GRACE', 'ALAN'].map((user) => cookiesSent(site, `/account/orders/${user}`))
  for (const own of cookies) {
    expect(own.size).toBeGreaterThan(2)
    for (const others of cookies) if (others !== own) expect(own.isDisjointFrom(others)).toBe(true)
  }
})

test('two crawlers on two sites of one host never send the cookies of the other', async () => {
  await using first = await startSite({ orders: 20, seed: 1 })
  await using second = await startSite({ orders: 20, seed: 2 })
  await using store = new SqliteStore(':memory:')
  const crawlers = [
    orderCrawler(first.url, { ada: 'lovelace' }, { name: 'first' }),
    orderCrawler(second.url, { ada: 'lovelace' }, { name: 'second' }),
  ]
  await Promise.all(crawlers.map((crawler) => crawl(crawler, { store })))
  const [one, two] = [cookiesSent(first, '/account'), cookiesSent(second, '/account')]
  expect([one.size > 1, two.size > 1, one.isDisjointFrom(two)]).toEqual([true, true, true])
})

test('an account that is refused is locked out: the others are crawled to the end, and it goes on later', async () => {
  await using site = await startSite({ orders: 30 })
  await using store = new SqliteStore(':memory:')
  const first = await crawl(orderCrawler(site.url, { ...PASSWORDS, grace: 'wrong' }), { store })
  expect(first).toMatchObject({ reason: 'login', exitCode: 4, done: 66, waiting: 1, records: { order: 60 } })
  expect(first.problem).toMatch(
    /^the login of orders as grace was refused: .+\. The pages of that account wait/,
  )
  expect(first.problem).not.toContain('\n')
  expect(site.refusals).toBe(1)

  const second = await crawl(orderCrawler(site.url, PASSWORDS), { store })
  expect(second).toMatchObject({ resumed: true, exitCode: 0, done: 99, waiting: 0, records: { order: 90 } })
  expect(site.logins, 'the others were still signed in').toBe(3)
})

test('when no account is let in, the run ends at once', async () => {
  await using site = await startSite({ orders: 30 })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(orderCrawler(site.url, { ada: 'wrong', grace: 'wrong' }), { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4, done: 0, waiting: 2 })
  expect(report.problem).toContain('orders as ada was refused')
  expect(report.problem).toContain('orders as grace was refused')
  expect(site.refusals).toBe(2)
})

test('an account that is locked out in mid-run leaves its pages waiting, and no record of its is lost', async () => {
  await using site = await startSite({ orders: 30, session: { requests: 12 } })
  await using store = new SqliteStore(':memory:')
  let logins = 0
  const isLockedOut = (name: string) => name === 'grace' && ++logins > 2
  const crawler = orderCrawler(
    site.url,
    PASSWORDS,
    signedInBy((session, name) => signIn(session, name, isLockedOut(name) ? 'changed' : passwordOf(name))),
  )
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4, failed: 0 })
  expect(report.records['order']).toBeGreaterThan(75)
  expect(report.waiting).toBeGreaterThan(0)
  expect(await crawl(orderCrawler(site.url, PASSWORDS), { store })).toMatchObject({
    records: { order: 90 },
    exitCode: 0,
  })
})

test('the accounts of a site take turns, however many pages one of them has', async () => {
  await using site = await startSite({ orders: 60 })
  await using store = new SqliteStore(':memory:')
  const rate = { perSecond: 200, concurrency: 2 }
  await crawl(orderCrawler(site.url, PASSWORDS, { rate }), { store })
  const pages = site.log.flatMap(({ path }) => /^\/account\/orders\/([A-Z]+)-/.exec(path)?.[1] ?? [])
  for (const user of ['ADA', 'GRACE', 'ALAN']) {
    const share = pages.slice(0, 90).filter((page) => page === user).length
    expect(share, user).toBeGreaterThanOrEqual(25)
    expect(share, user).toBeLessThanOrEqual(35)
  }
})

test('an account that is slow to sign in holds up no other', async () => {
  await using site = await startSite({ orders: 20 })
  await using store = new SqliteStore(':memory:')
  let doneBefore = 0
  const crawler = orderCrawler(site.url, PASSWORDS, {
    start: [1, 2].map((page) => `${site.url}/account/orders?page=${page}`),
    rate: { perSecond: Infinity, concurrency: 2 },
    ...signedInBy(async (session, name) => {
      if (name === 'ada') {
        while (site.hits('/account/orders/GRACE-0001') === 0) await sleep(10)
        doneBefore = (await store.runs())[0]?.counts.done ?? 0
      }
      return signIn(session, name, passwordOf(name))
    }),
  })
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ records: { order: 60 }, exitCode: 0 })
  expect(doneBefore).toBeGreaterThan(20)
})

test('what stands in an account reaches its login and its session, and a start may be for one account alone', async () => {
  await using site = await startSite({ orders: 10 })
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'mixed',
    start: [
      { url: `${site.url}/account`, route: 'account' },
      { url: `${site.url}/headers`, route: 'headers', account: 'grace' },
    ],
    login: {
      submit: (session, { name, password }) => signIn(session, name, password),
      check: '/account',
    },
    accounts: [
      { name: 'ada', password: 'lovelace' },
      { name: 'grace', password: 'hopper', session: { headers: { 'x-account': 'grace hopper' } } },
    ],
    records: { account: z.object({ user: z.string(), account: z.string() }), headers: z.string() },
    routes: {
      account: ({ $, account }) => ({ user: $('.username').text(), account }),
      headers: ({ response }) => response.text,
    },
  })
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ discovered: 3, done: 3, exitCode: 0 })
  const users = await Array.fromAsync(store.records({ kind: 'account' }), ({ value }) => value)
  expect(users).toEqual(
    expect.arrayContaining(['ada', 'grace'].map((name) => ({ user: name, account: name }))),
  )
  const [headers] = await Array.fromAsync(store.records({ kind: 'headers' }), ({ value }) => value)
  expect(headers).toContain('grace hopper')
})

test('pages of an account that the crawler has no longer wait, and the report says what for', async () => {
  await using site = await startSite({ orders: 10 })
  await using store = new SqliteStore(':memory:')
  await crawl(orderCrawler(site.url, PASSWORDS), { store, limit: 3 })
  const { grace: _, ...others } = PASSWORDS
  const report = await crawl(orderCrawler(site.url, others), { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4, records: { order: 20 } })
  expect(report.problem).toContain(
    'pages wait for orders as grace, which is no account of the crawler any more',
  )
  expect(report.waiting).toBeGreaterThan(0)
})

test('pages of a crawler that had no accounts yet wait, and the report says what for', async () => {
  await using site = await startSite({ orders: 10 })
  await using store = new SqliteStore(':memory:')
  const { accounts = [], ...alone } = orderCrawler(site.url, PASSWORDS)
  await crawl(
    { ...alone, login: { submit: (session) => signIn(session, 'ada', PASSWORDS.ada) } },
    { store, limit: 3 },
  )
  const report = await crawl({ ...alone, accounts }, { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4 })
  expect(report.problem).toContain(
    'pages wait for orders as it was without accounts: take them out, or begin anew with --fresh',
  )
})

/** The accounts sign in by a way of the test's own, without fields. */
function signedInBy(submit: (session: Session, account: string) => Promise<unknown>): Partial<Crawler> {
  return {
    login: { submit: (session, { name }) => submit(session, name) },
    accounts: Object.keys(PASSWORDS).map((name) => ({ name })),
  }
}

function passwordOf(name: string): string {
  return PASSWORDS[name as keyof typeof PASSWORDS]
}

function signIn(session: Session, username: string, password: string) {
  return session.submit('/login', 'form.login-form', { username, password })
}
