import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import {
  bearer,
  clientCredentials,
  crawl,
  defineCrawler,
  Session,
  SqliteStore,
  type Crawler,
  type Login,
  type SessionOptions,
} from 'latchkey'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { loginNow } from '../../packages/core/src/engine/login/command/login-now.ts'
import { byItself } from '../../packages/core/src/engine/login/command/ways.ts'
import { Lifetime } from '../../packages/core/src/engine/login/kept/lifetime.ts'
import { SessionTokens } from '../../packages/core/src/engine/login/kept/session-tokens.ts'
import { startSite, type Site } from '../site/index.ts'
import { memberCrawler, onLists } from '../support/crawlers/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

/** How long a sign-in lasts, in seconds, and how many members there are. */
const LIFE = 4
const MEMBERS = 130
/** How much time passes with each page, in milliseconds: it alone moves the clock, so no test is too slow for one. */
const PAGE = 100
const rate = { perSecond: Infinity, concurrency: 2 }

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

for (const [cookie, what] of [
  ['lasting', 'a cookie with an end'],
  ['token', 'a token in a cookie that says its end'],
] as const) {
  test(`${what} is renewed before it, once for all, and no page finds the session dead`, async () => {
    await using site = await startSite({ members: MEMBERS, session: { seconds: LIFE, cookie } })
    await using store = new SqliteStore(':memory:')
    const report = await crawl(cookieCrawler(site), { store })
    expect(report).toMatchObject({ records: { member: MEMBERS }, failed: 0, exitCode: 0 })
    // 137 pages at ten a second, and a tenth of a life to spare each time.
    expect([site.logins, refusals(site)]).toEqual([4, 0])
  })
}

test('a kept session is renewed before its end too, by the run that takes it up', async () => {
  const session = { seconds: LIFE, cookie: 'lasting' } as const
  await using site = await startSite({ members: MEMBERS, session })
  await using store = new SqliteStore(':memory:')
  expect(await crawl(cookieCrawler(site), { store, limit: 10 })).toMatchObject({ reason: 'limit' })
  expect(site.logins).toBe(1)
  const report = await crawl(cookieCrawler(site), { store })
  expect(report).toMatchObject({ records: { member: MEMBERS }, resumed: true, failed: 0, exitCode: 0 })
  expect([site.logins, refusals(site)]).toEqual([4, 0])
})

test('a session that was kept by `latchkey login` is renewed before its end by the run', async () => {
  await using site = await startSite({ members: MEMBERS, session: { seconds: LIFE, cookie: 'lasting' } })
  await using store = new SqliteStore(':memory:')
  const crawler = cookieCrawler(site)
  await loginNow({ crawler, account: { name: '' }, store }, byItself, new AbortController().signal)
  // For the proof a stranger has asked too.
  const strangers = refusals(site)
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ records: { member: MEMBERS }, failed: 0, exitCode: 0 })
  expect(refusals(site)).toBe(strangers)
})

test('a kept session that dies is found dead once, and what it lived is not taken for a rule', async () => {
  await using site = await startSite({ members: MEMBERS })
  await using store = new SqliteStore(':memory:')
  const crawler = { ...cookieCrawler(site), rate: { perSecond: Infinity, concurrency: 8 } }
  await crawl(crawler, { store, limit: 30 })
  site.endSessions()
  expect(await crawl(crawler, { store })).toMatchObject({ records: { member: MEMBERS }, exitCode: 0 })
  expect(site.logins).toBe(2)
})

test('the end of a token stays what it is when the site sets another cookie', () => {
  const session = new Session({ site: 'https://shop.example' })
  const set = (name: string, value: string) => session.cookies.set({ name, value, domain: 'shop.example' })
  const tokens = new SessionTokens(session)
  const before = tokens.now()
  set('token', jwt({ iat: 1_000, exp: 1_060 }))
  tokens.learn(before)
  const end = Date.now() + 60_000
  expect([...tokens.ends.values()]).toEqual([end])
  vi.setSystemTime(Date.now() + 30_000)
  set('seen', 'now')
  expect([...tokens.ends.values()]).toEqual([end])

  const later = new SessionTokens(session)
  later.restore(tokens.kept)
  set('seen', 'then')
  expect([...later.ends.values()], 'and when it is kept').toEqual([end])
})

test('among several cookies of a login, the one that decides is learnt from the first death', () => {
  const life = new Lifetime()
  const endsOf = (session: number) =>
    new Map([
      ['session', session],
      ['visitor', Infinity],
    ])
  life.begin(0)
  expect(life.endsSoon(59_000, endsOf(60_000)), 'nothing says that all is over by then').toBeUndefined()
  life.end(61_000, endsOf(60_000))
  life.begin(61_000)
  expect(life.endsSoon(110_000, endsOf(121_000))).toBeUndefined()
  expect(life.endsSoon(116_000, endsOf(121_000))).toBe(121_000)
  life.renewed(121_000)
  expect(life.endsSoon(117_000, endsOf(121_000)), 'it is renewed once').toBeUndefined()
  expect(life.endsSoon(176_000, endsOf(181_000)), 'it was prolonged').toBe(181_000)
})

test('a cookie that the site sets anew with every page asks for no login at all', async () => {
  await using site = await startSite({ members: MEMBERS, session: { seconds: LIFE, cookie: 'sliding' } })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(cookieCrawler(site), { store })
  expect(report).toMatchObject({ records: { member: MEMBERS }, exitCode: 0 })
  expect([site.logins, refusals(site)]).toEqual([1, 0])
})

test('with a predicate, what waits for its proof is proved before the renewal, and nothing is fetched twice', async () => {
  await using site = await startSite({ members: 140, session: { seconds: LIFE, cookie: 'lasting' } })
  await using store = new SqliteStore(':memory:')
  const crawler = cookieCrawler(site)
  const login = { ...crawler.login, signedIn: onLists } as Login
  const report = await crawl({ ...crawler, login }, { store })
  expect(report).toMatchObject({ records: { member: 140 }, suspect: 0, failed: 0, exitCode: 0 })
  const twice = site.members().filter(({ id }) => site.hits(`/members/${id}`) > 1)
  expect(twice.length).toBeLessThanOrEqual(rate.concurrency * site.logins)
})

test('a token in a header that says its end is renewed before it', async () => {
  await using api = await startApi()
  await using store = new SqliteStore(':memory:')
  const crawler = { ...apiCrawler(api.url), login: byHeader }
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 60, failed: 0, exitCode: 0 })
  expect(api.tokens()).toBeGreaterThan(1)
  expect(api.refusals()).toBe(0)
})

test('a token that the site gives out again instead of a new one is not asked for with every page', async () => {
  await using api = await startApi({ isKept: true })
  await using store = new SqliteStore(':memory:')
  const report = await crawl({ ...apiCrawler(api.url), login: byHeader }, { store })
  expect(report).toMatchObject({ done: 60, failed: 0, exitCode: 0 })
  // In six seconds it ends once: it is asked for at first, in good time before, and when it has ended.
  expect(api.logins()).toBe(3)
})

test('a token of OAuth is renewed before its expires_in is over', async () => {
  await using api = await startApi()
  await using store = new SqliteStore(':memory:')
  const client = { tokenUrl: `${api.url}/token`, clientId: 'crawler', clientSecret: 'secret' }
  const crawler = {
    ...apiCrawler(api.url),
    session: { ...apiCrawler(api.url).session, auth: bearer(clientCredentials(client)) },
  }
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 60, failed: 0, exitCode: 0 })
  expect(api.tokens()).toBeGreaterThan(1)
  expect(api.refusals()).toBe(0)
})

/** A login that brings one cookie alone. */
function cookieCrawler(site: Site): Crawler {
  const crawler = memberCrawler(site.url, { rate, session: { hooks: passing } })
  return {
    ...crawler,
    login: {
      async submit(session) {
        const answer = await session.submit('/login', { username: 'ada', password: 'lovelace' })
        session.cookies.delete('visitor')
        return answer
      },
    },
  }
}

/** Time passes with a page, not with what a login takes. */
const passing: NonNullable<SessionOptions['hooks']> = {
  afterResponse({ request: { url } }) {
    if (!/login|account|token/.test(url.pathname)) vi.setSystemTime(Date.now() + PAGE)
  },
}

/** How often somebody was told that he is signed out. */
function refusals(site: Site): number {
  return site.log.filter(({ path, status }) => path.startsWith('/members') && status !== 200).length
}

const byHeader: Login = {
  async submit(session) {
    const { token } = (await session.post('/token')).json<{ token: string }>()
    session.headers.set('authorization', `Bearer ${token}`)
  },
}

function apiCrawler(url: string): Crawler {
  return defineCrawler({
    name: 'api',
    start: `${url}/1`,
    robots: false,
    rate,
    session: { hooks: passing },
    routes: {
      item({ response, follow }) {
        const { next } = response.json<{ next: string | null }>()
        if (next) follow(new URL(next, url), 'item')
      },
    },
  })
}

/**
 * An API whose tokens are JSON Web Tokens that last for four seconds, and whose items are sixty, one after the other.
 *
 * @param isKept Whether it gives out the same token as long as that lasts.
 */
async function startApi({ isKept = false } = {}) {
  let [tokens, logins, refusals] = [0, 0, 0]
  let last = { token: '', end: 0 }
  const server = createServer((request, response) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/token') {
      logins++
      const end = Date.now() + LIFE * 1_000
      if (!isKept || last.end < Date.now()) last = { token: jwt({ exp: end / 1_000, jti: ++tokens }), end }
      const { token } = last
      return reply(200, { token, access_token: token, token_type: 'Bearer', expires_in: LIFE })
    }
    const [, payload = ''] = request.headers.authorization?.split('.') ?? []
    const { exp = 0 } = payload
      ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number })
      : {}
    if (exp * 1_000 < Date.now()) {
      refusals++
      return reply(401, {})
    }
    const item = Number(request.url?.slice(1))
    return reply(200, { next: item < 60 ? `/${item + 1}` : null })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens: () => tokens,
    logins: () => logins,
    refusals: () => refusals,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function jwt(claims: object): string {
  const parts = [{ alg: 'HS256' }, claims, 'signature'].map((part) => JSON.stringify(part))
  return parts.map((part) => Buffer.from(part).toString('base64url')).join('.')
}
