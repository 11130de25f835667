/** A session that is loaded without any options goes on as the one that was saved. */
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { basic, bearer, digest, Secret, secret, Session } from 'latchkey'
import { expect, test } from 'vitest'

import type { Auth } from '../../../packages/core/src/session/auth/auth.ts'
import type { SessionOptions } from '../../../packages/core/src/session/options.ts'
import { serve } from '../../support/serve.ts'

process.env['SHOP_PASSWORD'] = 'lovelace'
const BASIC = `Basic ${Buffer.from('ada:lovelace').toString('base64')}`

async function saved(session: Session, options = {}): Promise<{ path: string; text: string }> {
  const path = join(await mkdtemp(join(tmpdir(), 'latchkey-')), 'session.json')
  await session.save(path, options)
  return { path, text: await readFile(path, 'utf8') }
}

test('site, base, query, headers, fixed addresses and credentials by name come back', async () => {
  await using server = await serve((_request, response) => response.end())
  const { port } = new URL(server.url)
  const site = `http://shop.example:${port}`
  const password = secret('SHOP_PASSWORD')
  await using first = new Session({
    baseUrl: `${site}/v1`,
    query: { lang: 'en', tag: ['a', 'b'], page: 2 },
    headers: { 'X-Trace': '1', 'X-Api-Key': password },
    resolve: { 'shop.example': '127.0.0.1' },
    auth: basic('ada', password),
    hosts: { 'https://api.example': bearer(password) },
  })
  const { path, text } = await saved(first)
  expect(text).not.toContain('lovelace')
  await using later = await Session.load(path)
  await later.get('orders')
  const [request] = server.requests
  expect(request?.url).toBe('/v1/orders?lang=en&tag=a&tag=b&page=2')
  expect(request?.headers).toMatchObject({ 'x-trace': '1', authorization: BASIC })
  expect(JSON.parse(JSON.stringify(later.state().settings))).toEqual(
    JSON.parse(JSON.stringify(first.state().settings)),
  )
})

test('a site that the first session learnt keeps the credentials of the next at home', async () => {
  await using home = await serve((_request, response) => response.end())
  await using abroad = await serve((_request, response) => response.end())
  await using first = new Session({ auth: basic('ada', secret('SHOP_PASSWORD')) })
  await first.get(home.url)
  await using later = await Session.load((await saved(first)).path)
  await later.get(abroad.url)
  await later.get(home.url)
  expect(abroad.requests[0]?.headers.authorization).toBeUndefined()
  expect(home.requests[1]?.headers.authorization).toBe(BASIC)
})

test('options at the loading come before those of the file, and another site gets nothing of this one', async () => {
  await using server = await serve((_request, response) => response.end())
  const { path } = await saved(
    new Session({
      site: 'https://shop.example',
      query: { lang: 'en' },
      headers: { 'X-Trace': '1', 'X-Other': '2' },
      auth: basic('ada', secret('SHOP_PASSWORD')),
    }),
  )
  await using later = await Session.load(path, { baseUrl: server.url, headers: { 'x-trace': 'mine' } })
  await later.get('/')
  const [request] = server.requests
  expect(request?.url).toBe('/')
  expect(request?.headers).toMatchObject({ 'x-trace': 'mine', 'x-other': '2' })
  expect(request?.headers.authorization).toBeUndefined()
})

test.each<[Auth, object | undefined]>([
  [basic('ada', secret('PW')), { scheme: 'Basic', user: { text: 'ada' }, password: { secret: 'PW' } }],
  [
    digest(secret('ME'), secret('PW')),
    { scheme: 'Digest', user: { secret: 'ME' }, password: { secret: 'PW' } },
  ],
  [bearer(secret('TOKEN')), { scheme: 'Bearer', token: { secret: 'TOKEN' } }],
  [basic('ada', 'lovelace'), undefined],
  [basic('ada', new Secret(() => 'lovelace')), undefined],
  [bearer('lovelace'), undefined],
  [bearer({ token: 'lovelace', refresh: async () => 'x' }), undefined],
  [(request) => request, undefined],
])('credentials are kept by the name of their secret, or not at all (%#)', (auth, reference) => {
  const state = new Session({ site: 'https://shop.example', auth }).state()
  expect(state.settings?.auth).toEqual(reference)
  expect(JSON.stringify(state)).not.toContain('lovelace')
})

test('passwords and keys are kept as they are only where that is asked for', async () => {
  await using server = await serve((_request, response) => response.end())
  const options: SessionOptions = {
    site: server.url,
    auth: basic('ada', new Secret(() => 'lovelace')),
    headers: { 'x-api-key': 'k' },
  }
  const { path, text } = await saved(new Session(options), { credentials: 'keep' })
  expect(text).toContain('lovelace')
  await using later = await Session.load(path)
  await later.get('/')
  expect(server.requests[0]?.headers).toMatchObject({ authorization: BASIC, 'x-api-key': 'k' })
})

test('addresses that were looked up come back while they are good', async () => {
  await using server = await serve((_request, response) => response.end())
  const { port } = new URL(server.url)
  let lookups = 0
  const lookup = () => (lookups++, '127.0.0.1')
  const open = (dnsTtl: number) => new Session({ site: `http://shop.example:${port}`, lookup, dnsTtl })
  await using first = open(60_000)
  await first.get('/')
  expect(first.state().addresses).toMatchObject({ 'shop.example': { addresses: ['127.0.0.1'] } })
  await using second = open(60_000)
  second.restore(first.state())
  await second.get('/')
  expect(lookups).toBe(1)
  await using third = open(60_000)
  third.restore({
    ...first.state(),
    addresses: { 'shop.example': { addresses: ['127.0.0.1'], until: '2020-01-01T00:00:00Z' }, x: null },
  })
  await third.get('/')
  expect(lookups).toBe(2)
})

test('addresses of a state are judged like any others by the guard', async () => {
  await using server = await serve((_request, response) => response.end())
  const { port } = new URL(server.url)
  await using session = new Session({ site: `http://shop.example:${port}`, privateNetwork: 'refuse' })
  const until = new Date(Date.now() + 60_000).toISOString()
  const addresses = { 'shop.example': { addresses: ['127.0.0.1'], until } }
  session.restore({ ...session.state(), addresses })
  await expect(session.get('/', { retry: false })).rejects.toMatchObject({ code: 'PRIVATE_NETWORK' })
  expect(server.requests).toEqual([])
})

test.each([
  { auth: { scheme: 'Basic', user: 5, password: {} } },
  { hosts: { 'https://a.example': { scheme: 'Magic' } } },
  { query: 5 },
  { site: { a: 1 } },
  { proxyCommand: 'x' },
])('settings that make no sense are STATE_DAMAGED: %j', (settings) => {
  const session = new Session()
  expect(() => session.restore({ ...session.state(), settings })).toThrow(
    /damaged, its settings make no sense/,
  )
})
