import { Readable } from 'node:stream'

import { expect, test } from 'vitest'

import { basic } from '../../../packages/core/src/session/auth/basic.ts'
import { Secret } from '../../../packages/core/src/session/secret.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

const CREDENTIALS = {
  authorization: 'Bearer hunter2',
  'proxy-authorization': 'Basic hunter2',
  cookie: 'sid=hunter2',
  'x-api-key': 'hunter2',
  'api-key': 'hunter2',
  'x-auth-token': 'hunter2',
  'x-csrf-token': 'hunter2',
  'x-xsrf-token': 'hunter2',
}

/** A server that sends everything to another one with a status. */
function redirector(to: () => string, status = 302): ReturnType<typeof serve> {
  return serve((request, response) => {
    if (request.url.startsWith('/stay')) response.end()
    else response.writeHead(status, { location: request.url === '/own' ? '/stay' : to() }).end()
  })
}

test.each(['127.0.0.1', 'localhost'])(
  'no credential header crosses to another port or host, %s (CVE-2014-1829, CVE-2018-18074, CVE-2023-43804, CVE-2024-37891, CVE-2022-27776, CVE-2023-45143, CVE-2024-24758, CVE-2024-30260, CVE-2022-31151)',
  async (host) => {
    await using target = await serve((_, response) => response.end())
    await using server = await redirector(() => target.url.replace('127.0.0.1', host))
    await using session = new Session({ site: server.url, retry: false })
    await session.get('/', { headers: { ...CREDENTIALS, 'x-plain': 'kept' } })
    const { headers } = target.requests[0]!
    expect(JSON.stringify(headers)).not.toContain('hunter2')
    expect(headers['x-plain']).toBe('kept')
    expect(server.requests[0]?.headers).toMatchObject(CREDENTIALS)
  },
)

test('credential headers stay on the way within one origin', async () => {
  await using server = await redirector(() => '')
  await using session = new Session({ site: server.url })
  await session.get('/own', { headers: CREDENTIALS })
  expect(server.requests[1]?.headers).toMatchObject(CREDENTIALS)
})

test('header names of your own are credentials too (undici#4917)', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await redirector(() => target.url)
  await using session = new Session({
    site: server.url,
    headers: { 'X-Tenant': 'hunter2' },
    sensitiveHeaders: ['x-tenant'],
  })
  await session.get('/')
  await session.get(target.url)
  expect(server.requests[0]?.headers['x-tenant']).toBe('hunter2')
  expect(target.requests.map(({ headers }) => headers['x-tenant'])).toEqual([undefined, undefined])
})

test('session credentials go to no other host, called directly or by redirect (CVE-2022-27774)', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await redirector(() => target.url)
  await using session = new Session({
    site: server.url,
    auth: basic('ada', 'hunter2'),
    headers: { 'x-api-key': 'hunter2', 'x-plain': 'kept' },
    query: { key: 'hunter2' },
  })
  await session.get('/')
  await session.get(target.url)
  expect(server.requests[0]?.headers.authorization).toMatch(/^Basic /)
  for (const { headers, url } of target.requests) {
    expect(headers).not.toHaveProperty('authorization')
    expect(headers).not.toHaveProperty('x-api-key')
    expect(headers['x-plain']).toBe('kept')
    expect(url).toBe('/')
  }
})

test('user name and password in a Location count for the same origin only', async () => {
  await using target = await serve((request, response) => {
    response.writeHead(302, { location: `${server.url}/back` }).end(request.url)
  })
  const withUser = (url: string) => url.replace('//', '//eve:pw@')
  await using server = await serve((request, response) => {
    if (request.url === '/own')
      response.writeHead(302, { location: withUser(`http://${request.headers.host}/stay`) })
    if (request.url === '/other') response.writeHead(302, { location: withUser(target.url) })
    response.end()
  })
  await using session = new Session({ site: server.url })
  const response = await session.get('/own')
  expect(server.requests[1]?.headers.authorization).toBe(`Basic ${btoa('eve:pw')}`)
  expect(response.url.username).toBe('')
  await session.get('/other')
  expect(target.requests[0]?.headers.authorization).toBeUndefined()
  expect(server.requests.at(-1)?.url).toBe('/back')
  expect(server.requests.at(-1)?.headers.authorization).toBeUndefined()
})

test('userinfo of the URL is kept on the way within its origin, and shown nowhere', async () => {
  await using server = await redirector(() => '')
  await using session = new Session()
  const response = await session.get(`${server.url.replace('//', '//ada:pw@')}/own`)
  expect(server.requests[1]?.headers.authorization).toBe(`Basic ${btoa('ada:pw')}`)
  expect(response.url.href + response.requestUrl.href + response.history[0]?.url.href).not.toContain('pw@')
})

test('cookies of one call are host-only, live for the chain and are not kept (CVE-2015-2296)', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await redirector(() => target.url.replace('127.0.0.1', 'localhost'))
  await using session = new Session({ site: server.url, cookies: { jar: '1', hidden: '1' } })
  const cookies = { once: '2', hidden: null, sealed: new Secret(() => '3') }
  await session.get('/own', { cookies })
  expect(server.requests.map(({ headers }) => headers.cookie)).toEqual(
    Array(2).fill('jar=1; once=2; sealed=3'),
  )
  await session.get('/', { cookies })
  expect(target.requests[0]?.headers.cookie).toBeUndefined()
  await session.get('/stay')
  expect(server.requests.at(-1)?.headers.cookie).toBe('jar=1; hidden=1')
})

test('an explicit Cookie header replaces the jar for its host; the next host gets its own cookies', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await redirector(() => target.url.replace('127.0.0.1', 'localhost'))
  await using session = new Session({ site: server.url, cookies: { jar: '1' } })
  session.cookies.set({ name: 'theirs', value: '2', url: target.url.replace('127.0.0.1', 'localhost') })
  await session.get('/', { headers: { cookie: 'mine=0' } })
  expect(server.requests[0]?.headers.cookie).toBe('mine=0')
  expect(target.requests[0]?.headers.cookie).toBe('theirs=2')
})

test.each([307, 308])('a sensitive body does not cross to another site on %i', async (status) => {
  await using target = await serve((_, response) => response.end())
  await using server = await redirector(() => target.url, status)
  await using session = new Session({ site: server.url })
  const password = new Secret(() => 'hunter2')
  for (const options of [
    { form: { password } },
    { json: { deep: [password] } },
    { body: 'x', sensitive: true },
  ]) {
    const error = await session.post('/', options).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'SENSITIVE_BODY' })
    expect(String(error)).not.toContain('hunter2')
  }
  expect(target.requests).toEqual([])
  await session.post('/', { body: 'harmless' })
  expect(target.requests[0]?.body).toBe('harmless')
})

test('bytes and factories are sent again on 307, a stream fails with BODY_NOT_REPLAYABLE', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/') response.writeHead(307, { location: '/end' })
    response.end()
  })
  await using session = new Session({ site: server.url })
  await session.post('/', { body: () => Readable.from([Buffer.from('anew')]) })
  expect(server.requests.map(({ body }) => body)).toEqual(['anew', 'anew'])
  await expect(session.post('/', { body: Readable.from([Buffer.from('once')]) })).rejects.toMatchObject({
    code: 'BODY_NOT_REPLAYABLE',
  })
})

test('no redirect leads to another scheme or a UNIX socket (CVE-2022-33987)', async () => {
  const targets = [
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock:/x',
    'data:,x',
  ]
  await using server = await serve((request, response) => {
    response.writeHead(302, { location: targets[Number(request.url.slice(1))] }).end()
  })
  await using session = new Session({ site: server.url })
  for (const index of targets.keys()) {
    await expect(session.get(`/${index}`)).rejects.toMatchObject({ code: 'REDIRECT_SCHEME' })
  }
})

test('a path cannot name another host (CVE-2022-35949)', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await serve((_, response) => response.end())
  await using session = new Session({ site: server.url })
  const { host } = new URL(target.url)
  for (const path of [`//${host}/x`, `/\\${host}/x`, `\\\\${host}/x`, `@${host}/x`, `.${host}`, `/../../x`]) {
    await session.get(path)
  }
  expect(target.requests).toEqual([])
  expect(server.requests).toHaveLength(6)
})

test('the Origin of a form becomes null when a redirect takes its body elsewhere, and goes with the body', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await serve((request, response) => {
    response.writeHead(Number(request.url.slice(1)), { location: target.url }).end()
  })
  await using session = new Session({ site: server.url })
  for (const status of [307, 303])
    await session.post(`/${status}`, { body: 'x', headers: { origin: server.url } })
  expect(target.requests.map(({ headers }) => headers.origin)).toEqual(['null', undefined])
})
