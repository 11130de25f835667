import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import {
  bearer,
  clientCredentials,
  crawl,
  defineCrawler,
  SqliteStore,
  type Crawler,
  type Login,
} from 'latchkey'
import { expect, test } from 'vitest'

import { Life } from '../../packages/core/src/engine/login/life.ts'
import { startSite, type Site } from '../site/index.ts'
import { memberCrawler, onLists } from '../support/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

/** How long a sign-in lasts, in seconds, and how many pages are crawled meanwhile. */
const LIFE = 4
const MEMBERS = 130
const rate = { perSecond: 25, concurrency: 2 }

test.concurrent('a cookie with an end is renewed before it, once for all, and no page finds the session dead', async () => {
  await using site = await startSite({ members: MEMBERS, session: { seconds: LIFE, cookie: 'lasting' } })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(cookieCrawler(site), { store })
  expect(report).toMatchObject({ records: { member: MEMBERS }, failed: 0, exitCode: 0 })
  expect(site.logins).toBeGreaterThan(1)
  expect(site.logins).toBeLessThanOrEqual(Math.ceil(report.seconds / (0.9 * LIFE)))
  expect(refusals(site)).toBe(0)
})

test.concurrent('a token in a cookie that says its end is renewed before it', async () => {
  await using site = await startSite({ members: MEMBERS, session: { seconds: LIFE, cookie: 'token' } })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(cookieCrawler(site), { store })
  expect(report).toMatchObject({ records: { member: MEMBERS }, failed: 0, exitCode: 0 })
  expect(site.logins).toBeGreaterThan(1)
  expect(refusals(site)).toBe(0)
})

test('among several cookies of a login, the one that decides is learnt from the first death', () => {
  const life = new Life()
  const endsOf = (session: number) =>
    new Map([
      ['session', session],
      ['visitor', Infinity],
    ])
  life.born(0)
  expect(life.endsSoon(59_000, endsOf(60_000)), 'nothing says that all is over by then').toBeUndefined()
  life.died(61_000, endsOf(60_000))
  life.born(61_000)
  expect(life.endsSoon(110_000, endsOf(121_000))).toBeUndefined()
  expect(life.endsSoon(116_000, endsOf(121_000))).toBe(121_000)
  expect(life.endsSoon(117_000, endsOf(121_000)), 'it is told once').toBeUndefined()
  expect(life.endsSoon(176_000, endsOf(181_000)), 'it was prolonged').toBe(181_000)
})

test.concurrent('a cookie that the site sets anew with every page asks for no login at all', async () => {
  await using site = await startSite({ members: MEMBERS, session: { seconds: LIFE, cookie: 'sliding' } })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(cookieCrawler(site), { store })
  expect(report).toMatchObject({ records: { member: MEMBERS }, exitCode: 0 })
  expect([site.logins, refusals(site)]).toEqual([1, 0])
})

test.concurrent('with a predicate, what waits for its proof is proved before the renewal, and nothing is fetched twice', async () => {
  await using site = await startSite({ members: 140, session: { seconds: 5, cookie: 'lasting' } })
  await using store = new SqliteStore(':memory:')
  const crawler = cookieCrawler(site)
  const login = { ...crawler.login, signedIn: onLists } as Login
  const report = await crawl({ ...crawler, login }, { store })
  expect(report).toMatchObject({ records: { member: 140 }, suspect: 0, failed: 0, exitCode: 0 })
  const twice = site.members().filter(({ id }) => site.hits(`/members/${id}`) > 1)
  expect(twice.length).toBeLessThanOrEqual(rate.concurrency * site.logins)
})

test.concurrent('a token in a header that says its end is renewed before it', async () => {
  await using api = await startApi()
  await using store = new SqliteStore(':memory:')
  const login: Login = {
    async submit(session) {
      const { token } = (await session.post('/token')).json<{ token: string }>()
      session.headers.set('authorization', `Bearer ${token}`)
    },
  }
  const crawler = { ...apiCrawler(api.url), login }
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 60, failed: 0, exitCode: 0 })
  expect(api.tokens()).toBeGreaterThan(1)
  expect(api.refusals()).toBe(0)
})

test.concurrent('a token of OAuth is renewed before its expires_in is over', async () => {
  await using api = await startApi()
  await using store = new SqliteStore(':memory:')
  const client = { tokenUrl: `${api.url}/token`, clientId: 'crawler', clientSecret: 'secret' }
  const crawler = { ...apiCrawler(api.url), session: { auth: bearer(clientCredentials(client)) } }
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 60, failed: 0, exitCode: 0 })
  expect(api.tokens()).toBeGreaterThan(1)
  expect(api.refusals()).toBe(0)
})

/** A login that brings one cookie alone. */
function cookieCrawler(site: Site): Crawler {
  const crawler = memberCrawler(site.url, { rate })
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

/** How often somebody was told that he is signed out. */
function refusals(site: Site): number {
  return site.log.filter(({ path, status }) => path.startsWith('/members') && status !== 200).length
}

function apiCrawler(url: string): Crawler {
  return defineCrawler({
    name: 'api',
    start: `${url}/1`,
    robots: false,
    rate: { perSecond: 11, concurrency: 2 },
    routes: {
      item({ response, follow }) {
        const { next } = response.json<{ next: string | null }>()
        if (next) follow(new URL(next, url), 'item')
      },
    },
  })
}

/** An API whose tokens are JSON Web Tokens that last for four seconds; it has sixty items, one after the other. */
async function startApi() {
  let [tokens, refusals] = [0, 0]
  const part = (data: object) => Buffer.from(JSON.stringify(data)).toString('base64url')
  const server = createServer((request, response) => {
    const reply = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/token') {
      tokens++
      const exp = Date.now() / 1_000 + LIFE
      const token = `${part({ alg: 'HS256' })}.${part({ exp })}.${Buffer.from(`${tokens}`).toString('base64url')}`
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
    refusals: () => refusals,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
