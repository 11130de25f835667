import { describe, expect, test } from 'vitest'

import { basic } from '../../../packages/core/src/session/auth/basic.ts'
import { digest } from '../../../packages/core/src/session/auth/digest/digest.ts'
import { bearer } from '../../../packages/core/src/session/auth/token/bearer.ts'
import { clientCredentials } from '../../../packages/core/src/session/auth/token/oauth2.ts'
import { Secret } from '../../../packages/core/src/session/secret.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'
import type { TestServer } from '../../support/serve.ts'
import { isSigned, parametersOf } from './digest-server.ts'

/** Lets in who signs for `ada`; challenges come with a long body. */
function digestServer(): Promise<TestServer> {
  return serve((request, response) =>
    isSigned(request, 'ada', 'lovelace')
      ? response.end(`${request.method} ${request.body}`)
      : response
          .writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth"' })
          .end('who? '.repeat(50_000)),
  )
}

/** Gives a token for a POST, and lets in who brings it. */
function tokenServer(): Promise<TestServer> {
  return serve((request, response) => {
    if (request.method === 'POST') {
      return response.setHeader('content-type', 'application/json').end('{"access_token":"good"}')
    }
    return response.writeHead(request.headers.authorization === 'Bearer good' ? 200 : 401).end()
  })
}

describe('a session with digest', () => {
  test('signs every method, query and body', async () => {
    await using server = await digestServer()
    await using session = new Session({ site: server.url, auth: digest('ada', 'lovelace') })
    expect((await session.get('/a b?q=ü&"x"', { query: { page: 2 } })).text).toBe('GET ')
    expect((await session.post('/', { form: { a: 'b' } })).text).toBe('POST a=b')
    expect((await session.put('/', { json: { a: 1 } })).text).toBe('PUT {"a":1}')
    expect((await session.head('/')).status).toBe(200)
    expect(server.requests).toHaveLength(5)
  })

  test('streams the answer, not the challenge', async () => {
    await using server = await digestServer()
    await using session = new Session({ site: server.url, auth: digest('ada', 'lovelace') })
    await using response = await session.stream('/')
    expect(response.status).toBe(200)
  })

  test('goes on with its nonce after a restart', async () => {
    await using server = await digestServer()
    const options = { site: server.url, auth: digest('ada', 'lovelace') }
    await using first = new Session(options)
    await first.get('/')
    await using second = new Session(options)
    second.restore(JSON.parse(JSON.stringify(first.state())))
    await second.get('/')
    expect(parametersOf(server.requests[2]?.headers.authorization)['nc']).toBe('00000002')
  })
})

describe('a session with a renewable token', () => {
  test('asks for it over itself, on the same site, without waiting for itself', async () => {
    await using server = await tokenServer()
    await using session = new Session({
      site: server.url,
      auth: bearer({
        token: 'bad',
        refresh: async (own) => (await own.post('/token')).json<{ access_token: string }>().access_token,
      }),
    })
    const responses = await Promise.all([1, 2, 3].map(() => session.get('/')))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
    const asked = server.requests.filter(({ method }) => method === 'POST')
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  test('gets it by OAuth, from a server that is not the site’s', async () => {
    await using server = await tokenServer()
    await using other = await tokenServer()
    const client = { tokenUrl: `${other.url}/token`, clientId: 'app', clientSecret: new Secret(() => 'hush') }
    await using session = new Session({ site: server.url, auth: bearer(clientCredentials(client)) })
    expect((await session.get('/')).status).toBe(200)
    expect(other.requests[0]?.headers.authorization).toBe(`Basic ${btoa('app:hush')}`)
    expect(other.requests[0]?.body).toBe('grant_type=client_credentials')
  })
})

test('a token is renewed by a login in JSON, with all options that post takes', async () => {
  await using server = await tokenServer()
  await using session = new Session({
    site: server.url,
    auth: bearer({
      async refresh(session) {
        const response = await session.post('/api/login', {
          json: { user: 'ada', password: new Secret(() => 'open sesame') },
          query: { v: 2 },
          headers: { 'x-app': 'shop', accept: null },
          retry: false,
        })
        return response.json<{ access_token: string }>().access_token
      },
    }),
  })
  expect((await session.get('/orders')).status).toBe(200)
  expect(server.requests[0]).toMatchObject({
    url: '/api/login?v=2',
    body: '{"user":"ada","password":"open sesame"}',
    headers: { 'content-type': 'application/json', 'x-app': 'shop' },
  })
  expect(server.requests[0]?.headers).not.toHaveProperty('authorization')
})

describe('a session', () => {
  test('may be told another user, or none, for one request', async () => {
    await using server = await serve((_, response) => response.end())
    await using session = new Session({ site: server.url, auth: basic('ada', '') })
    await session.get('/')
    await session.get('/', { auth: basic('bob', '') })
    await session.get('/', { auth: null })
    await session.get('/', { headers: { authorization: 'Own x' } })
    await session.get(server.url.replace('//', '//carl:x@'))
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${btoa('ada:')}`,
      `Basic ${btoa('bob:')}`,
      undefined,
      'Own x',
      `Basic ${btoa('carl:x')}`,
    ])
  })

  test('has credentials for other hosts', async () => {
    await using server = await serve((_, response) => response.end())
    await using other = await serve((_, response) => response.end())
    await using session = new Session({ site: server.url, hosts: { [other.url]: bearer('there') } })
    await session.get('/')
    await session.get(`${other.url}/`)
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
    expect(other.requests[0]?.headers.authorization).toBe('Bearer there')
  })

  test('takes a generator of its own', async () => {
    await using server = await tokenServer()
    await using session = new Session({
      site: server.url,
      async *auth(request, { session: own }) {
        const response = yield request
        if (response.status !== 401) return
        const { access_token: token } = (await own.post('/token', { auth: null })).json<{
          access_token: string
        }>()
        yield { ...request, headers: request.headers.clone().set('authorization', `Bearer ${token}`) }
      },
    })
    expect((await session.get('/')).status).toBe(200)
  })
})
