/** The rows of the feature table (SESSION.md section 3) about what a request is made of, each by its name. */
import { expect, test } from 'vitest'

import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

const echo = () => serve((_request, response) => response.end())

test('header merge: defaults < session < request without case, null removes, arrays replace, order and case kept', async () => {
  await using server = await echo()
  await using session = new Session({
    baseUrl: server.url,
    headers: { 'X-One': '1', 'x-TWO': ['2', '3'], Accept: 'a/b' },
  })
  await session.get('/', { headers: { 'X-two': ['4'], 'X-Three': '', accept: null } })
  const rawHeaders = server.requests[0]?.rawHeaders ?? []
  expect(rawHeaders.slice(rawHeaders.indexOf('X-One'))).toEqual(['X-One', '1', 'x-TWO', '4', 'X-Three', ''])
  for (const headers of [
    { 'a b': '1' },
    { 'x-a': 'a\r\nb: c' },
    { 'x-a': '\0' },
    { 'x-a': ' a' },
    { 'x-a': 'Ā' },
  ])
    await expect(session.get('/', { headers })).rejects.toMatchObject({ code: 'DEFINITION' })
  expect(server.requests).toHaveLength(1)
})

test('header merge: null takes away the Content-Type that a body would bring', async () => {
  await using server = await echo()
  await using session = new Session({ baseUrl: server.url })
  await session.post('/', { json: {}, headers: { 'content-type': null } })
  expect(server.requests[0]?.headers).not.toHaveProperty('content-type')
})

test('header merge: a value that is no text is refused and not shown', async () => {
  const wrong: object = { 'x-number': 5 }
  expect(() => new Session({ headers: wrong as Record<string, string> })).toThrow(
    'header x-number has a value that is no text',
  )
})

test('session-only headers to other hosts: credentials to the site alone, others everywhere', async () => {
  await using home = await echo()
  await using other = await echo()
  const secrets = { Authorization: 'a', Cookie: 'b=1', 'X-Api-Key': 'c', 'X-Mine': 'd' }
  await using session = new Session({
    site: home.url,
    headers: { ...secrets, 'X-Plain': 'e' },
    sensitiveHeaders: ['x-mine'],
  })
  await session.get(home.url)
  await session.get(other.url)
  for (const name of Object.keys(secrets).map((key) => key.toLowerCase())) {
    expect(home.requests[0]?.headers).toHaveProperty(name)
    expect(other.requests[0]?.headers).not.toHaveProperty(name)
  }
  expect(other.requests[0]?.headers['x-plain']).toBe('e')
})

test('params merge: URL, then session, then request; a key overrides, null removes, arrays repeat, order is kept', async () => {
  await using server = await serve(({ url }, response) =>
    url.startsWith('/first') ? response.writeHead(302, { location: '/second' }).end() : response.end(),
  )
  await using session = new Session({ baseUrl: server.url, query: { lang: 'en', page: 1, gone: 'x' } })
  await session.get('/first?z=9&page=0&b=%20', { query: { page: [2, 3], gone: null, q: 'a b' } })
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/first?z=9&page=2&page=3&b=%20&lang=en&q=a+b',
    '/second',
  ])
})

test.each([
  ['a=1&b=2&a=3', '/?z=1&a=1&a=3&b=2'],
  [{ a: ['x', null, undefined, 'y'] }, '/?z=1&a=x&a=y'],
  [new Map([['a', 1n]]), '/?z=1&a=1'],
])('params merge: the query %j gives %s', async (query, expected) => {
  await using server = await echo()
  await using session = new Session({ baseUrl: server.url })
  await session.get('/?z=1', { query })
  expect(server.requests[0]?.url).toBe(expected)
})

test.each(['query', 'form', 'multipart'])(
  'params merge: an object as a value of %s is refused, as its text says nothing',
  async (kind) => {
    await using session = new Session({ baseUrl: 'http://127.0.0.1' })
    const options: object = { [kind]: { a: { b: 1 } } }
    await expect(session.post('/', options)).rejects.toMatchObject({
      code: 'DEFINITION',
      message: expect.stringContaining('a value for a'),
    })
  },
)

test('base URL: paths are appended; an absolute URL outside the site gets no credentials', async () => {
  await using server = await echo()
  await using other = await echo()
  await using session = new Session({ baseUrl: `${server.url}/api/`, headers: { 'x-api-key': 'k' } })
  for (const path of ['orders', '/orders?page=2', '', '//evil.example/x', `${server.url}/abs`])
    await session.get(path)
  await session.get(other.url)
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/api/orders',
    '/api/orders?page=2',
    '/api/',
    '/api//evil.example/x',
    '/abs',
  ])
  expect(other.requests[0]?.headers).not.toHaveProperty('x-api-key')
})

test('form, json, multipart: one of them and body; anything else does not pass', async () => {
  await using server = await echo()
  await using session = new Session({ baseUrl: server.url })
  await session.post('/', { json: { a: 1 } })
  await session.post('/', { form: { a: ['1', '2'], b: null } })
  await session.post('/', { multipart: { 'a"\n': '1', f: new File(['x'], 'ü.txt', { type: 'text/plain' }) } })
  expect(server.requests.map(({ body }) => body.replaceAll(/-{4,}\w+/g, '--'))).toEqual([
    '{"a":1}',
    'a=1&a=2',
    '--\r\nContent-Disposition: form-data; name="a%22%0D%0A"\r\n\r\n1\r\n' +
      '--\r\nContent-Disposition: form-data; name="f"; filename="ü.txt"\r\nContent-Type: text/plain\r\n\r\nx\r\n----\r\n',
  ])
  expect(server.requests[2]?.headers['content-length']).toBeDefined()
  const two: object = { json: {}, form: {} }
  await expect(session.post('/', two)).rejects.toMatchObject({ code: 'DEFINITION' })
})

test.each([1n, { a: { toJSON: () => 1n } }, circle()])(
  'form, json, multipart: json that cannot be written is a DefinitionError',
  async (json) => {
    await using session = new Session({ baseUrl: 'http://127.0.0.1' })
    await expect(session.post('/', { json })).rejects.toMatchObject({ code: 'DEFINITION' })
  },
)

function circle(): object {
  const value: { self?: object } = {}
  value.self = value
  return value
}

test('compressed upload: compress gzip says so, with the length of what is sent', async () => {
  await using server = await serve((request, response) => response.end(request.headers['content-encoding']))
  await using session = new Session({ baseUrl: server.url })
  const { text } = await session.post('/', { body: 'x'.repeat(10_000), compress: 'gzip' })
  expect([text, Number(server.requests[0]?.headers['content-length']) < 200]).toEqual(['gzip', true])
})

test('prepared request: build gives an immutable request, send sends the same bytes', async () => {
  await using server = await echo()
  await using session = new Session({ baseUrl: server.url })
  const request = session.build('POST', '/x', { multipart: { a: '1' }, query: { q: 1 } })
  session.headers.set('X-Later', '1')
  await session.send(request)
  await session.send(request)
  const [first, second] = server.requests
  expect(Object.isFrozen(request)).toBe(true)
  expect(first?.body).toBe(second?.body)
  expect(first?.rawHeaders).toEqual(second?.rawHeaders)
})
