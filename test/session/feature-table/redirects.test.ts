/** The rows of the feature table (SESSION.md section 3) about redirects, each by its name. */
import { expect, test } from 'vitest'

import { basic } from '../../../packages/core/src/session/auth/basic.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'
import type { TestServer } from '../../support/serve.ts'

const echo = () => serve((_request, response) => response.end())
/** Sends every first request somewhere else. */
const sendTo = (location: string, status = 302): Promise<TestServer> =>
  serve(({ url }, response) =>
    url === '/from' ? response.writeHead(status, { location }).end() : response.end(),
  )

const CREDENTIALS = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-xsrf-token',
  'x-mine',
]

test('credentials on redirect: none of them crosses to another origin, all stay within one', async () => {
  await using other = await echo()
  await using away = await sendTo(`${other.url.replace('//', '//evil:pw@')}/to`)
  await using home = await sendTo('/to')
  const headers = Object.fromEntries([...CREDENTIALS, 'x-plain'].map((name) => [name, 'v=1']))
  await using session = new Session({ sensitiveHeaders: ['X-Mine'] })
  await session.get(`${away.url}/from`, { headers })
  await session.get(`${home.url}/from`, { headers })
  for (const name of CREDENTIALS) {
    expect(other.requests[0]?.headers, name).not.toHaveProperty(name)
    expect(home.requests[1]?.headers[name], name).toBe('v=1')
  }
  expect(other.requests[0]?.headers['x-plain']).toBe('v=1')
})

test.each([
  [301, 'POST', 'GET'],
  [302, 'POST', 'GET'],
  [303, 'POST', 'GET'],
  [303, 'PUT', 'GET'],
  [303, 'HEAD', 'HEAD'],
  [301, 'PUT', 'PUT'],
  [302, 'DELETE', 'DELETE'],
  [301, 'PATCH', 'PATCH'],
  [307, 'POST', 'POST'],
  [308, 'PUT', 'PUT'],
])(
  'method rewriting: %i turns %s into %s, and the body headers go with the body',
  async (status, method, expected) => {
    await using server = await sendTo('/to', status)
    await using session = new Session({ baseUrl: server.url })
    const asked: string[] = []
    const redirect = (hop: { method: string }) => asked.push(hop.method) > 0
    await session.request(method, '/from', { ...(method === 'HEAD' ? {} : { form: { a: '1' } }), redirect })
    const [, second] = server.requests
    const keeps = expected === method && method !== 'HEAD'
    expect([second?.method, second?.body, asked]).toEqual([expected, keeps ? 'a=1' : '', [expected]])
    expect('content-type' in (second?.headers ?? {})).toBe(keeps)
  },
)

test('body replay on 307/308: bytes and factories are sent again, a stream and a sensitive body are not', async () => {
  await using other = await echo()
  await using server = await sendTo(`${other.url}/to`, 307)
  await using session = new Session({ baseUrl: server.url })
  const pieces = async function* () {
    yield Buffer.from('piece')
  }
  await session.post('/from', { body: 'bytes' })
  await session.post('/from', { body: pieces })
  await expect(session.post('/from', { body: pieces() })).rejects.toMatchObject({
    code: 'BODY_NOT_REPLAYABLE',
  })
  await expect(session.post('/from', { body: 'x', sensitive: true })).rejects.toMatchObject({
    code: 'SENSITIVE_BODY',
  })
  expect(other.requests.map(({ body }) => body)).toEqual(['bytes', 'piece'])
})

test('limit, loop: 20 hops; the same method, URL and Cookie twice is a loop at once', async () => {
  await using server = await serve(({ url }, response) => {
    const next = url === '/loop' ? '/loop' : `/${Number(url.slice(1)) + 1}`
    response.writeHead(302, { location: next }).end()
  })
  await using session = new Session({ baseUrl: server.url })
  await expect(session.get('/0')).rejects.toMatchObject({ code: 'TOO_MANY_REDIRECTS' })
  expect(server.requests).toHaveLength(21)
  await expect(session.get('/loop')).rejects.toMatchObject({ code: 'REDIRECT_LOOP' })
  expect(server.requests).toHaveLength(22)
})

test('history: status, URL, headers, timing and set cookies of each hop; requestUrl, and url with its fragment', async () => {
  await using server = await serve(({ url }, response) =>
    url === '/a'
      ? response
          .writeHead(301, { location: '/b', 'set-cookie': ['x=1', 'y=2'], 'x-hop': 'v' })
          .end('not kept')
      : response.end(),
  )
  await using session = new Session({ baseUrl: server.url })
  const { history, requestUrl, url } = await session.get('/a#part')
  expect(history).toMatchObject([{ method: 'GET', status: 301, setCookies: ['x', 'y'] }])
  expect([history[0]?.url.pathname, history[0]?.headers.get('x-hop')]).toEqual(['/a', 'v'])
  expect(history[0]?.timings.total).toBeGreaterThan(0)
  expect([requestUrl.href, url.href]).toEqual([`${server.url}/a#part`, `${server.url}/b#part`])
  expect(history[0]).not.toHaveProperty('body')
})

test('manual redirect: follow, manual with next(), error, or a function', async () => {
  await using server = await sendTo('/to')
  await using session = new Session({ baseUrl: server.url })
  const stopped = await session.get('/from', { redirect: 'manual' })
  expect([stopped.status, (await stopped.next()).status]).toEqual([302, 200])
  await expect(session.get('/from', { redirect: 'error' })).rejects.toMatchObject({
    code: 'REDIRECT_REFUSED',
  })
  expect((await session.get('/from', { redirect: ({ to }) => to.pathname !== '/to' })).status).toBe(302)
  expect((await session.get('/from', { redirect: async () => true })).status).toBe(200)
})

test('Referer: none by default; auto is strict-origin-when-cross-origin, without userinfo and fragment', async () => {
  await using other = await echo()
  await using home = await sendTo('/to')
  await using away = await sendTo(`${other.url}/to`)
  await using session = new Session({ auth: basic('u', 'p') })
  await session.get(`${home.url}/from`)
  await session.get(`${home.url.replace('//', '//u:p@')}/from#part`, { referer: 'auto' })
  await session.get(`${away.url}/from`, { referer: 'auto' })
  expect(home.requests.map(({ headers }) => headers.referer)).toEqual([
    undefined,
    undefined,
    undefined,
    `${home.url}/from`,
  ])
  expect(other.requests[0]?.headers.referer).toBe(`${away.url}/`)
})
