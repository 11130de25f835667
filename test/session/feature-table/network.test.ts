import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
/** The rows of the feature table (SESSION.md section 3) about the way to the server, each by its name. */
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'
import { authority } from '../transport/certificate.ts'
import { httpProxy, socksProxy } from '../transport/proxy/proxy-servers.ts'
import { OK, serveRaw } from '../transport/raw-server.ts'
import { serveSecure } from '../transport/secure-server.ts'

const { cert: ca, issue } = authority()
const own = issue(['localhost'])
const FAST = { base: 1, cap: 2 }

test('proxies: by string, by function, and per request, where null goes direct', async () => {
  await using web = await httpProxy({ credentials: 'ada:lovelace' })
  await using socks = await socksProxy()
  await using server = await serve((_request, response) => response.end('page'))
  const through = { url: `http://127.0.0.1:${web.port}`, username: 'ada', password: 'lovelace' }
  await using session = new Session({
    baseUrl: server.url,
    maxRequestsPerSocket: 1,
    proxy: (url) => (url.pathname === '/web' ? through : null),
  })
  const counts = async (path: string, options = {}) => {
    expect((await session.get(path, options)).text).toBe('page')
    return [web.seen.length, socks.seen.length]
  }
  expect(await counts('/web')).toEqual([1, 0])
  expect(await counts('/direct')).toEqual([1, 0])
  expect(await counts('/direct', { proxy: through })).toEqual([2, 0])
  expect(await counts('/direct', { proxy: `socks5h://127.0.0.1:${socks.port}` })).toEqual([2, 1])
  expect(await counts('/web', { proxy: null })).toEqual([2, 1])
  expect(server.requests.some(({ headers }) => 'proxy-authorization' in headers)).toBe(false)
})

test('proxies: the one of a request goes for its redirects and tries as well', async () => {
  await using proxy = await httpProxy()
  await using server = await serve(({ url }, response) => {
    if (url === '/from') response.writeHead(302, { location: '/to' }).end()
    else response.writeHead(server.requests.length < 3 ? 503 : 200).end()
  })
  await using session = new Session({ baseUrl: server.url, retry: FAST, maxRequestsPerSocket: 1 })
  await session.get('/from', { proxy: `http://127.0.0.1:${proxy.port}` })
  expect([server.requests.length, proxy.seen.length]).toEqual([3, 3])
})

test('TLS: settings are the session’s own and part of the pool key', async () => {
  await using server = await serveSecure(own)
  const url = `https://localhost:${server.port}/`
  await using trusting = new Session({ tls: { ca } })
  await using careless = new Session({ tls: { verify: false } })
  await using strict = new Session({ retry: false })
  expect((await trusting.get(url)).status).toBe(200)
  expect((await careless.get(url)).status).toBe(200)
  await expect(strict.get(url)).rejects.toMatchObject({ code: 'TLS' })
})

test('timeouts: each phase has an error of its own, and an AbortSignal ends them all', async () => {
  await using silent = await serveRaw(() => {})
  await using dripping = await serveRaw((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab'),
  )
  const over = async (url: string, options: object) => {
    await using session = new Session({ retry: false, connections: 1 })
    const waiting = session.get(url, options)
    await expect(waiting).rejects.toMatchObject({ name: expect.stringMatching(/^(Timeout|Request)Error$/) })
    const error: unknown = await waiting.catch((reason: unknown) => reason)
    await session.destroy()
    return (error as { code: string }).code
  }
  const tls = silent.url.replace('http:', 'https:')
  expect(await over(tls, { timeout: { connect: 50 } })).toBe('CONNECT_TIMEOUT')
  expect(await over(silent.url, { timeout: { headers: 50 } })).toBe('HEADERS_TIMEOUT')
  expect(await over(dripping.url, { timeout: { bodyIdle: 50 } })).toBe('BODY_IDLE_TIMEOUT')
  expect(await over(silent.url, { timeout: 50 })).toBe('TOTAL_TIMEOUT')
  expect(await over(silent.url, { signal: AbortSignal.timeout(50) })).toBe('ABORTED')
})

test('retries: idempotent methods and these statuses; Retry-After beyond maxWait becomes retryAt', async () => {
  const count = async (method: string, status: number, headers = {}) => {
    await using server = await serve((_request, response) => response.writeHead(status, headers).end())
    await using session = new Session({ baseUrl: server.url, retry: FAST })
    const { retryAt } = await session.request(method, '/')
    return server.requests.length === 1 && retryAt ? 'retryAt' : server.requests.length
  }
  for (const status of [408, 425, 429, 500, 502, 503, 504, 520, 524])
    expect(await count('GET', status)).toBe(3)
  for (const status of [400, 401, 404, 501, 505]) expect(await count('GET', status)).toBe(1)
  for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE']) expect(await count(method, 503)).toBe(3)
  for (const method of ['POST', 'PATCH']) expect(await count(method, 503)).toBe(1)
  for (const wait of ['31', new Date(Date.now() + 3_600_000).toUTCString(), '9'.repeat(30)])
    expect(await count('GET', 503, { 'retry-after': wait })).toBe('retryAt')
  for (const wait of ['0', '-5', 'soon', 'Wed, 21 Oct 2015 07:28:00 GMT'])
    expect(await count('GET', 503, { 'retry-after': wait })).toBe(3)
})

test('stale socket resend: once, for what may be sent twice, where no byte had come back', async () => {
  const served = new Map<object, number>()
  await using server = await serveRaw((socket) => {
    served.set(socket, (served.get(socket) ?? 0) + 1)
    if (served.get(socket) === 1) socket.write(OK)
    else socket.destroy()
  })
  await using session = new Session({ baseUrl: server.url, retry: false })
  expect((await session.get('/')).text).toBe('ok')
  expect((await session.get('/')).text).toBe('ok')
  await expect(session.post('/')).rejects.toMatchObject({ name: 'NetworkError', stale: true })
})

test('pool: 6 connections an origin, kept alive for as long as the session says', async () => {
  await using server = await serveRaw(async (socket) => {
    await sleep(5)
    socket.write(OK)
  })
  await using session = new Session({ baseUrl: server.url, keepAlive: 100 })
  await Promise.all(Array.from({ length: 20 }, () => session.get('/')))
  expect(server.sockets).toHaveLength(6)
  expect((await session.get('/')).socketReused).toBe(true)
  await sleep(300)
  expect((await session.get('/')).socketReused).toBe(false)
})

test.each([
  ['auto', '2.0'],
  ['prefer', '2.0'],
  [false, '1.1'],
] as const)('HTTP/2: http2 %j speaks %s with a server that has both', async (http2, version) => {
  await using server = await serveSecure(own)
  await using session = new Session({ baseUrl: `https://localhost:${server.port}`, tls: { ca }, http2 })
  await session.get('/')
  expect(server.requests.map((request) => request.version)).toEqual([version])
})

test('DNS: resolve and lookup name the address, answers are kept for the session', async () => {
  await using server = await serve(({ headers }, response) => response.end(headers.host))
  const port = new URL(server.url).port
  const asked: string[] = []
  const lookup = (host: string) => (asked.push(host), '127.0.0.1')
  await using session = new Session({ lookup, resolve: { 'fixed.example': '127.0.0.1' } })
  for (const host of ['fixed.example', 'asked.example', 'asked.example']) {
    const { text } = await session.get(`http://${host}:${port}/`, { headers: { Connection: 'close' } })
    expect(text).toBe(`${host}:${port}`)
  }
  expect(asked).toEqual(['asked.example'])
})

test('close / using: close waits, destroy ends, `await using` closes, CLOSED afterwards', async () => {
  await using server = await serve(async (_request, response) => (await sleep(30), response.end('late')))
  const closed = new Session({ baseUrl: server.url })
  const late = closed.get('/')
  await closed.close()
  expect((await late).text).toBe('late')
  await expect(closed.get('/')).rejects.toMatchObject({ code: 'CLOSED' })
  const destroyed = new Session({ baseUrl: server.url })
  const ended = destroyed.get('/')
  await destroyed.destroy()
  await expect(ended).rejects.toMatchObject({ code: 'CLOSED' })
})

test('close / using: the state is saved where the options say so, and not by forks', async () => {
  await using server = await serve((_request, response) => response.setHeader('set-cookie', 'a=1').end())
  const stateFile = join(await mkdtemp(join(tmpdir(), 'latchkey-')), 'session.json')
  const session = new Session({ baseUrl: server.url, stateFile })
  await session.get('/')
  await session.fork({ cookies: 'none' }).close()
  await expect(Session.load(stateFile)).rejects.toMatchObject({ code: 'STATE_MISSING' })
  await session.close()
  await using later = await Session.load(stateFile)
  expect(later.cookies.get('a')).toBe('1')
})

test('isolation: two sessions share no cookie, socket or credential; fork copies, shares or drops the cookies', async () => {
  await using server = await serve((_request, response) => response.setHeader('set-cookie', 'a=1').end())
  await using one = new Session({ baseUrl: server.url })
  await using other = new Session({ baseUrl: server.url })
  await one.get('/')
  expect([(await other.get('/')).socketReused, server.requests[1]?.headers.cookie]).toEqual([
    false,
    undefined,
  ])
  await using copy = one.fork()
  await using shared = one.fork({ cookies: 'share' })
  await using none = one.fork({ cookies: 'none' })
  shared.cookies.set({ name: 'b', value: '2', url: server.url })
  expect([one, copy, shared, none].map(({ cookies }) => cookies.all().length)).toEqual([2, 1, 2, 0])
})

test('isolation: the fork of a session that has found its site stays at home there', async () => {
  await using home = await serve((_request, response) => response.end())
  await using other = await serve((_request, response) => response.end())
  await using session = new Session({ headers: { 'x-api-key': 'k' } })
  await session.get(home.url)
  await using forked = session.fork()
  await forked.get(other.url)
  expect(other.requests[0]?.headers).not.toHaveProperty('x-api-key')
})

test('concurrency: every call gets its own response, and Set-Cookie counts in the order of the wire', async () => {
  await using server = await serve(async ({ url }, response) => {
    await sleep(Math.random() * 20)
    response.setHeader('set-cookie', `last=${url.slice(1)}`).end(url)
  })
  const order: string[] = []
  const afterResponse = ({ response }: { response: { url: URL } }) =>
    void order.push(response.url.pathname.slice(1))
  await using session = new Session({ baseUrl: server.url, hooks: { afterResponse } })
  const paths = Array.from({ length: 40 }, (_, index) => `/${index}`)
  expect((await Promise.all(paths.map((path) => session.get(path)))).map(({ text }) => text)).toEqual(paths)
  expect(order).toContain(session.cookies.get('last'))
})
