/** The rows of the feature table (SESSION.md section 3) about cookies and credentials, each by its name. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, expect, test } from 'vitest'

import { withAuthorization } from '../../../packages/core/src/session/auth/auth.ts'
import type { AuthFunction } from '../../../packages/core/src/session/auth/auth.ts'
import { basic } from '../../../packages/core/src/session/auth/basic.ts'
import { digest } from '../../../packages/core/src/session/auth/digest/digest.ts'
import { bearer } from '../../../packages/core/src/session/auth/token/bearer.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'
import { isSigned } from '../auth/digest-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'feature-'))
afterAll(() => rmSync(folder, { recursive: true }))

const whoAsks = () => serve(({ headers }, response) => response.end(headers.authorization ?? ''))
const asBasic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

test('cookies, jar: bad cookies are ignored with an event, never an error; nothing for a public suffix', async () => {
  const set = [
    'good=1',
    'foreign=1; Domain=other.example',
    'suffix=1; Domain=github.io',
    'secure=1; Secure',
    '__Host-a=1',
  ]
  const events: string[] = []
  await using session = new Session({
    site: 'http://ada.github.io',
    transport: () => ({ headers: { 'set-cookie': set } }),
    hooks: {
      onCookie: ({ cookie }) => void events.push(`${cookie.type} ${cookie.name} ${cookie.reason ?? ''}`),
    },
  })
  await session.get('/')
  expect(events).toEqual([
    'set good ',
    'refused foreign domain',
    'refused suffix public-suffix',
    'refused secure insecure',
    'refused __Host-a prefix',
  ])
  expect(session.cookies.all().map(({ name }) => name)).toEqual(['good'])
})

test('per-request cookies: over the jar for the chain, host-only, not kept; null hides, a Cookie header replaces', async () => {
  const sent: (string | null)[] = []
  await using session = new Session({
    site: 'http://a.example',
    cookies: { jar: '1', hidden: '2' },
    transport: ({ url, headers }) => {
      sent.push(headers.get('cookie'))
      const next = { '/1': '/2', '/2': 'http://b.example/' }[url.pathname]
      return next === undefined ? {} : { status: 302, headers: { location: next } }
    },
  })
  await session.get('/1', { cookies: { hidden: null, mine: 'x' } })
  await session.get('/')
  await session.get('/', { headers: { Cookie: 'only=this' } })
  expect(sent).toEqual(['jar=1; mine=x', 'jar=1; mine=x', null, 'jar=1; hidden=2', 'only=this'])
})

test('auth basic: UTF-8, with the first request', async () => {
  await using server = await whoAsks()
  await using session = new Session({ baseUrl: server.url, auth: basic('Ådа', 'pä:ß€') })
  expect((await session.get('/')).text).toBe(asBasic('Ådа', 'pä:ß€'))
})

test('auth digest: strongest challenge of a combined line, auth-int, and nc counted on in the space', async () => {
  await using server = await serve((request, response) => {
    if (isSigned(request, 'ada', 'lovelace')) return response.end('in')
    const offer = ['MD5', 'SHA-256', 'SHA-512-256'].map(
      (name) => `Digest realm="r", nonce="n", qop="auth-int", algorithm=${name}`,
    )
    return response.writeHead(401, { 'www-authenticate': `Basic realm="r", ${offer.join(', ')}` }).end()
  })
  await using session = new Session({ baseUrl: server.url, auth: digest('ada', 'lovelace') })
  expect((await session.post('/a?b=c', { body: 'signed too' })).text).toBe('in')
  expect((await session.get('/d')).text).toBe('in')
  const sent = server.requests.map(({ headers }) => headers.authorization)
  expect(sent).toEqual([
    undefined,
    expect.stringMatching(/SHA-512-256.*nc=00000001/),
    expect.stringContaining('nc=00000002'),
  ])
})

test('bearer / refresh: a 401 triggers one refresh for all, and one replay', async () => {
  let renewals = 0
  await using server = await serve(({ headers }, response) =>
    response.writeHead(headers.authorization === 'Bearer new' ? 200 : 401).end(),
  )
  const refresh = async () => {
    renewals += 1
    return 'new'
  }
  await using session = new Session({ baseUrl: server.url, auth: bearer({ token: 'old', refresh }) })
  const responses = await Promise.all(Array.from({ length: 5 }, () => session.get('/')))
  expect([responses.every(({ ok }) => ok), renewals, server.requests.length]).toEqual([true, 1, 10])
})

test('custom callable: a function, or an async generator of requests and responses', async () => {
  await using server = await serve(({ headers }, response) =>
    response
      .writeHead(headers.authorization ? 200 : 401, { 'x-ask': 'open sesame' })
      .end(headers.authorization),
  )
  const flow: AuthFunction = async function* (request) {
    const response = yield request
    if (response.status === 401) yield withAuthorization(request, response.headers.get('x-ask'))
  }
  await using session = new Session({ baseUrl: server.url })
  expect((await session.get('/', { auth: (request) => withAuthorization(request, 'signed') })).text).toBe(
    'signed',
  )
  expect((await session.get('/', { auth: flow })).text).toBe('open sesame')
})

test('netrc: on request, by exact host, below everything explicit; a control character is refused', async () => {
  const netrc = join(folder, 'netrc')
  writeFileSync(netrc, 'machine 127.0.0.1 login "ada" password "love\\"lace"\nmacdef x\nmachine y\n\n')
  await using server = await whoAsks()
  await using plain = new Session({ baseUrl: server.url })
  await using session = new Session({ baseUrl: server.url, netrc })
  expect((await plain.get('/')).text).toBe('')
  expect((await session.get('/')).text).toBe(asBasic('ada', 'love"lace'))
  expect((await session.get('/', { headers: { authorization: 'mine' } })).text).toBe('mine')
  writeFileSync(netrc, 'machine 127.0.0.1 login "a\\r\\nb" password p\n')
  expect(() => new Session({ netrc })).toThrow('line 1')
})

test('per-host auth: by origin or *.host, null for none; a wrong key is named as such', async () => {
  const auth = basic('session', 's')
  const hosts = {
    'https://a.example': basic('origin', 'o'),
    '*.b.example': basic('below', 'b'),
    'https://none.example': null,
  }
  const site = ['a.example', 'b.example', 'none.example']
  await using session = new Session({
    site,
    auth,
    hosts,
    transport: ({ headers }) => ({ body: headers.get('authorization') ?? '' }),
  })
  const who = async (url: string) => Buffer.from((await session.get(url)).text.slice(6), 'base64').toString()
  expect(await who('https://a.example/')).toBe('origin:o')
  expect(await who('https://www.b.example/')).toBe('below:b')
  expect(await who('https://b.example/')).toBe('session:s')
  expect(await who('https://none.example/')).toBe('')
  for (const key of ['a.example', 'https://a.example/path', '*.co.uk', 'ftp://a.example'])
    expect(() => new Session({ hosts: { [key]: auth } })).toThrow('the key of hosts')
})

test('precedence: request auth, Authorization header, URL userinfo, host, session, netrc', async () => {
  const netrc = join(folder, 'precedence')
  writeFileSync(netrc, 'machine 127.0.0.1 login netrc password n\n')
  await using server = await whoAsks()
  const inUrl = server.url.replace('//', '//url:u@')
  const who = async (session: Session, url: string, options = {}) => (await session.get(url, options)).text
  const site = server.url
  await using full = new Session({
    site,
    netrc,
    auth: basic('session', 's'),
    hosts: { [site]: basic('host', 'h') },
  })
  await using half = new Session({ site, netrc, auth: basic('session', 's') })
  await using bare = new Session({ site, netrc })
  const headers = { Authorization: 'header' }
  expect(await who(full, inUrl, { auth: basic('request', 'r'), headers })).toBe(asBasic('request', 'r'))
  expect(await who(full, inUrl, { headers })).toBe('header')
  expect(await who(full, inUrl)).toBe(asBasic('url', 'u'))
  expect(await who(full, site)).toBe(asBasic('host', 'h'))
  expect(await who(half, site)).toBe(asBasic('session', 's'))
  expect(await who(bare, site)).toBe(asBasic('netrc', 'n'))
  expect(await who(full, site, { auth: null })).toBe('')
})
