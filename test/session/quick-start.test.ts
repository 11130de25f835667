import { inspect } from 'node:util'

import { expect, test } from 'vitest'

import { CrawlError, DefinitionError, StatusError } from '../../packages/core/src/errors.ts'
import { basic } from '../../packages/core/src/session/auth/basic.ts'
import { Secret } from '../../packages/core/src/session/secret.ts'
import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from '../support/serve.ts'

test('signs in with a form and keeps the session for the pages after', async () => {
  await using server = await serve((request, response) => {
    const isSignedIn = request.headers.cookie === 'sid=1'
    if (request.url === '/login' && request.method === 'GET') {
      response.end(
        '<form method=post action=/enter><input type=hidden name=csrf value=t><input name=user><input name=password></form>',
      )
    } else if (request.url === '/enter') {
      response.writeHead(303, { location: '/orders', 'set-cookie': 'sid=1; Path=/; HttpOnly' }).end()
    } else response.writeHead(isSignedIn ? 200 : 401).end(`<h1>${request.url}</h1>`)
  })
  await using session = new Session({ site: server.url })
  const password = new Secret(() => 'open sesame')
  const landing = await session.submit('/login', 'form', { user: 'ada', password })
  expect(landing.url.pathname).toBe('/orders')
  expect(server.requests[1]?.body).toBe('csrf=t&user=ada&password=open+sesame')
  const orders = await session.get('/orders', { query: { page: 2 } })
  expect(orders.throwIfNotOk().$('h1').text()).toBe('/orders?page=2')
})

test('gives status, headers, body, text and json of a response', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(201, { 'content-type': 'application/json', 'x-a': '1' }).end('{"a":[1]}')
  })
  await using session = new Session()
  const response = await session.get(`${server.url}/x#part`)
  expect(response.status).toBe(201)
  expect(response.statusText).toBe('Created')
  expect(response.ok).toBe(true)
  expect(response.headers.get('X-A')).toBe('1')
  expect(response.text).toBe('{"a":[1]}')
  expect(response.json<{ a: number[] }>().a).toEqual([1])
  expect(response.url.href).toBe(`${server.url}/x#part`)
  expect(response.bytes).toEqual({ raw: 9, decoded: 9 })
  expect(response.timings.total).toBeGreaterThan(0)
})

test.each(['get', 'head', 'options', 'delete', 'post', 'put', 'patch'] as const)('sends %s', async (verb) => {
  await using server = await serve((_, response) => response.end('x'))
  await using session = new Session({ site: server.url })
  const response = await session[verb]('/x')
  expect(server.requests[0]?.method).toBe(verb.toUpperCase())
  expect(response.method).toBe(verb.toUpperCase())
  expect(response.text).toBe(verb === 'head' ? '' : 'x')
})

test('names itself, takes every type and every coding it can undo', async () => {
  await using server = await serve((_, response) => response.end())
  await using session = new Session({ site: server.url })
  await session.get('/')
  const { headers } = server.requests[0]!
  expect(headers['user-agent']).toMatch(/^latchkey\/\d+\.\d+\.\d+/)
  expect(headers.accept).toBe('*/*')
  expect(headers['accept-encoding']).toBe('gzip, deflate, br, zstd')
  expect(headers.referer).toBeUndefined()
})

test('never throws for a status; throwIfNotOk does, with the response', async () => {
  await using server = await serve((_, response) => response.writeHead(404).end('gone'))
  await using session = new Session({ site: server.url })
  const response = await session.get('/x')
  const error = caught(() => response.throwIfNotOk())
  expect(error).toBeInstanceOf(StatusError)
  expect(error).toMatchObject({ status: 404, code: 'STATUS', message: `GET ${server.url}/x: responded 404` })
  expect((error as StatusError<typeof response>).response.text).toBe('gone')
})

test('is closed by `await using`, and rejects with CLOSED afterwards', async () => {
  await using server = await serve((_, response) => response.end())
  const session = new Session({ site: server.url })
  {
    await using closing = session
    await closing.get('/')
  }
  await expect(session.get('/')).rejects.toMatchObject({ code: 'CLOSED' })
  await expect(session.stream('/')).rejects.toBeInstanceOf(CrawlError)
  await session.close()
  const mounted = new Session({ transport: () => ({}) })
  await mounted.close()
  await expect(mounted.get('https://shop.example/')).rejects.toMatchObject({ code: 'CLOSED' })
})

test('close waits for what is under way, destroy ends it', async () => {
  await using server = await serve((request, response) => {
    setTimeout(() => response.end('late'), request.url === '/slow' ? 100 : 60_000)
  })
  const patient = new Session({ site: server.url })
  const slow = patient.get('/slow')
  await new Promise((resolve) => setTimeout(resolve, 30))
  await patient.close()
  expect((await slow).text).toBe('late')
  const rude = new Session({ site: server.url })
  const never = rude.get('/never')
  const outcome = expect(never).rejects.toMatchObject({ code: 'CLOSED' })
  await new Promise((resolve) => setTimeout(resolve, 30))
  await rude.destroy()
  await outcome
})

test('shows no secrets when it is inspected', async () => {
  await using session = new Session({
    site: 'https://shop.example',
    auth: basic('ada', 'hunter2'),
    cookies: { sid: 'hunter2' },
    headers: { 'x-api-key': 'hunter2' },
    proxy: 'http://u:hunter2@proxy.example',
  })
  expect(inspect(session, { depth: 9, showHidden: true })).not.toContain('hunter2')
  expect(JSON.stringify(session)).not.toContain('hunter2')
})

test('rejects a relative URL without a base, and every scheme but http and https', async () => {
  await using session = new Session()
  await expect(session.get('/x')).rejects.toThrow(/baseUrl/)
  await expect(session.get('ftp://127.0.0.1/')).rejects.toBeInstanceOf(DefinitionError)
  await expect(session.get('file:///etc/passwd')).rejects.toBeInstanceOf(DefinitionError)
  await expect(session.get('http://ada:hunter2@:99999/')).rejects.not.toThrow(/hunter2/)
})

test('build gives a request that send sends with the same bytes each time', async () => {
  await using server = await serve((_, response) => response.end())
  await using session = new Session({ site: server.url, query: { v: 1 } })
  const request = session.build('POST', '/x', { multipart: { a: '1' }, headers: { 'x-b': '2' } })
  await session.send(request)
  session.headers.set('x-b', '3')
  await session.send(request)
  expect(server.requests[0]?.rawHeaders).toEqual(server.requests[1]?.rawHeaders)
  expect(server.requests[0]?.body).toBe(server.requests[1]?.body)
  expect(server.requests[0]?.url).toBe('/x?v=1')
  expect(Object.isFrozen(request)).toBe(true)
})

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}
