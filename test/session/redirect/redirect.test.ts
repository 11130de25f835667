import { expect, test } from 'vitest'

import { RedirectError } from '../../../packages/core/src/errors.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'
import type { SeenRequest } from '../../support/serve.ts'

/** A server whose `/<status>?to=…` redirects, and whose other pages answer what they saw. */
function redirecting(): ReturnType<typeof serve> {
  return serve((request, response) => {
    const url = new URL(request.url, 'http://x')
    const status = /^\/(\d{3})$/.exec(url.pathname)?.[1]
    if (status)
      response.writeHead(Number(status), { location: url.searchParams.get('to') ?? '/end' }).end('moved')
    else response.end(request.body)
  })
}

const last = (requests: readonly SeenRequest[]) => requests.at(-1)!

test.each([
  ['GET', 301, 'GET'],
  ['GET', 302, 'GET'],
  ['GET', 303, 'GET'],
  ['GET', 307, 'GET'],
  ['GET', 308, 'GET'],
  ['HEAD', 301, 'HEAD'],
  ['HEAD', 302, 'HEAD'],
  ['HEAD', 303, 'HEAD'],
  ['POST', 301, 'GET'],
  ['POST', 302, 'GET'],
  ['POST', 303, 'GET'],
  ['POST', 307, 'POST'],
  ['POST', 308, 'POST'],
  ['PUT', 301, 'PUT'],
  ['PUT', 302, 'PUT'],
  ['PUT', 303, 'GET'],
  ['DELETE', 302, 'DELETE'],
  ['DELETE', 303, 'GET'],
])('turns %s on %i into %s, with or without its body', async (method, status, expected) => {
  await using server = await redirecting()
  await using session = new Session({ site: server.url })
  const hasBody = method === 'POST' || method === 'PUT'
  await session.request(method, `/${status}`, hasBody ? { json: { a: 1 } } : {})
  const { headers, body, ...seen } = last(server.requests)
  expect(seen).toMatchObject({ method: expected, url: '/end' })
  const keepsBody = hasBody && expected === method
  expect(body).toBe(keepsBody ? '{"a":1}' : '')
  expect(headers['content-type']).toBe(keepsBody ? 'application/json' : undefined)
  expect(headers['content-length']).toBe(
    keepsBody ? '7' : method === expected && method === 'PUT' ? '0' : undefined,
  )
})

test.each([300, 304, 305, 306, 200, 201, 404])('returns %i with a Location as it is', async (status) => {
  await using server = await redirecting()
  await using session = new Session({ site: server.url })
  const response = await session.get(`/${status}`)
  expect(response.status).toBe(status)
  expect(response.history).toEqual([])
})

test.each(['', ' '])('returns a redirect without a Location, or with the empty one %j', async (location) => {
  await using server = await serve((_, response) => response.writeHead(302, { location }).end('here'))
  await using session = new Session({ site: server.url })
  expect(await session.get('/')).toMatchObject({ status: 302 })
  expect(server.requests).toHaveLength(1)
})

test('keeps a history of hops with status, URL, headers, timings and the names of cookies', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/a')
      response.writeHead(301, { location: '/b', 'set-cookie': ['x=1', 'y=2; Path=/'] }).end()
    else if (request.url === '/b') response.writeHead(302, { location: 'c?q' }).end()
    else response.end('end')
  })
  await using session = new Session({ site: server.url })
  const response = await session.get('/a#top')
  expect(response.url.href).toBe(`${server.url}/c?q#top`)
  expect(response.requestUrl.href).toBe(`${server.url}/a#top`)
  expect(response.history).toMatchObject([
    { status: 301, method: 'GET', setCookies: ['x', 'y'] },
    { status: 302, method: 'GET', setCookies: [] },
  ])
  expect(response.history[0]?.headers.get('location')).toBe('/b')
  expect(response.history[1]?.url.pathname).toBe('/b')
  expect(response.history[0]?.timings.total).toBeGreaterThan(0)
})

test('a fragment of the Location replaces the one before', async () => {
  await using server = await redirecting()
  await using session = new Session({ site: server.url })
  expect((await session.get('/302?to=/x%23new#old')).url.hash).toBe('#new')
  expect((await session.get('/302?to=/x#old')).url.hash).toBe('#old')
})

test('a login bounce that sets a cookie and comes back to the same page is no loop', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/login') response.writeHead(302, { location: '/page', 'set-cookie': 'sid=1' }).end()
    else if (request.headers.cookie) response.end('welcome')
    else response.writeHead(302, { location: '/login' }).end()
  })
  await using session = new Session({ site: server.url })
  expect((await session.get('/page')).text).toBe('welcome')
})

test('REDIRECT_LOOP as soon as method, URL and cookies come up twice', async () => {
  await using server = await serve((request, response) => {
    response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end()
  })
  await using session = new Session({ site: server.url })
  await expect(session.get('/a')).rejects.toMatchObject({ code: 'REDIRECT_LOOP' })
  expect(server.requests).toHaveLength(2)
})

test('TOO_MANY_REDIRECTS after 20, or after maxRedirects', async () => {
  await using server = await serve((request, response) => {
    response.writeHead(302, { location: `/${Number(request.url.slice(1)) + 1}` }).end()
  })
  await using session = new Session({ site: server.url })
  const error = await session.get('/0').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RedirectError)
  expect(error).toMatchObject({ code: 'TOO_MANY_REDIRECTS' })
  expect(server.requests).toHaveLength(21)
  await expect(session.get('/0', { maxRedirects: 2 })).rejects.toMatchObject({ code: 'TOO_MANY_REDIRECTS' })
  expect(server.requests).toHaveLength(24)
})

test.each([
  ['/caf\u00c3\u00a9', '/caf%C3%A9'],
  ['/caf\u00e9', '/caf%E9'],
  ['/a b', '/a%20b'],
  ['x/../y', '/y'],
  ['?q=\u00c3\u00a9', '/302?q=%C3%A9'],
  ['//HOST/p', '/p'],
  ['\\p', '/p'],
])('reads the Location %j as browsers do', async (location, expected) => {
  await using server = await serve((request, response) => {
    if (request.url !== '/302') {
      response.end()
      return
    }
    const line = `Location: ${location.replace('HOST', request.headers.host ?? '')}`
    response.socket?.end(Buffer.from(`HTTP/1.1 302 Found\r\nContent-Length: 0\r\n${line}\r\n\r\n`, 'latin1'))
  })
  await using session = new Session({ site: server.url })
  await session.get('/302')
  expect(last(server.requests).url).toBe(expected)
})

test('follows one Location sent twice, and refuses two different ones', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/same') response.writeHead(302, ['Location', '/end', 'Location', '/end'])
    if (request.url === '/differ') response.writeHead(302, ['Location', '/x', 'Location', '/y'])
    response.end()
  })
  await using session = new Session({ site: server.url })
  expect((await session.get('/same')).url.pathname).toBe('/end')
  await expect(session.get('/differ')).rejects.toMatchObject({ code: 'REDIRECT_LOCATION' })
})

test('takes in no body of a redirect, however large it is (CVE-2026-21441)', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/end') response.end('end')
    else response.writeHead(302, { location: '/end' }).end(Buffer.alloc(100_000))
  })
  await using session = new Session({ site: server.url, maxBody: 10 })
  expect((await session.get('/')).text).toBe('end')
})

test("'manual' returns the redirect with its body, and next() follows one hop", async () => {
  await using server = await redirecting()
  await using session = new Session({ site: server.url })
  const first = await session.post('/302?to=/301', { redirect: 'manual', form: { a: 1 } })
  expect(first).toMatchObject({ status: 302, text: 'moved', history: [] })
  const second = await first.next()
  expect(second).toMatchObject({ status: 301, method: 'GET' })
  expect(second.history).toMatchObject([{ status: 302 }])
  expect(second.requestUrl.pathname).toBe('/302')
  const third = await second.next()
  expect(third).toMatchObject({ status: 200, history: [{ status: 302 }, { status: 301 }] })
  await expect(third.next()).rejects.toMatchObject({ code: 'NO_REDIRECT' })
})

test("'manual' does not judge a Location that cannot be followed until next()", async () => {
  await using server = await serve((_, response) => response.writeHead(302, { location: 'mailto:a@b' }).end())
  await using session = new Session({ site: server.url, redirect: 'manual' })
  const response = await session.get('/')
  expect(response.headers.get('location')).toBe('mailto:a@b')
  await expect(response.next()).rejects.toMatchObject({ code: 'REDIRECT_SCHEME' })
})

test("'error' rejects, and a function decides each hop", async () => {
  await using server = await redirecting()
  await using session = new Session({ site: server.url })
  await expect(session.get('/302', { redirect: 'error' })).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' })
  const asked: string[] = []
  const response = await session.get('/302?to=/301', {
    redirect: ({ status, from, to, method }) => {
      asked.push(`${method} ${status} ${from.pathname} ${to.pathname}`)
      return status === 302
    },
  })
  expect(asked).toEqual(['GET 302 /302 /301', 'GET 301 /301 /end'])
  expect(response).toMatchObject({ status: 301, history: [{ status: 302 }] })
  expect((await response.next()).url.pathname).toBe('/end')
})
