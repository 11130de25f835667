import { expect, test } from 'vitest'

import { Response } from '../../../packages/core/src/http/response.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'
import { client } from './transport-client.ts'

test('a function answers in place of the network, through every step', async () => {
  const asked: string[] = []
  await using session = new Session({
    site: 'https://shop.example',
    transport({ method, url, headers }) {
      asked.push(`${method} ${url.pathname} ${headers.get('cookie')}`)
      if (url.pathname === '/') return { status: 302, headers: { location: '/end', 'set-cookie': 'a=1' } }
      return new Response({ url, body: '<h1>end</h1>' })
    },
  })
  const response = await session.get('/')
  expect(response.$('h1').text()).toBe('end')
  expect(response.url.href).toBe('https://shop.example/end')
  expect(asked).toEqual(['GET / null', 'GET /end a=1'])
})

test('the longest prefix wins, and ends where a segment does (requests mount)', async () => {
  await using server = await serve((_, response) => response.end('network'))
  const answer = (body: string) => () => ({ body })
  await using session = new Session({
    site: server.url,
    retry: false,
    transport: {
      'https://api.example': answer('origin'),
      'https://api.example/v1/': answer('v1'),
      'https://api.example/v1/deep': answer('deep'),
    },
  })
  const text = async (url: string) => (await session.get(url)).text
  expect(await text('https://api.example/')).toBe('origin')
  expect(await text('https://api.example/v1')).toBe('v1')
  expect(await text('https://api.example/v1/x')).toBe('v1')
  expect(await text('https://api.example/v10')).toBe('origin')
  expect(await text('https://api.example/v1/deep/x?y')).toBe('deep')
  expect(await text('https://api.example/v1/deeper')).toBe('v1')
  expect(await text(`${server.url}/`)).toBe('network')
  await expect(text('https://api.example.evil.invalid/')).rejects.toMatchObject({ code: 'DNS' })
})

test('a function may throw, and is bound by time and signal', async () => {
  const never = new Promise<never>(() => {})
  await using session = new Session({
    site: 'https://shop.example',
    transport: ({ url }) => {
      if (url.pathname === '/throw') throw new Error('mine')
      return never
    },
  })
  await expect(session.get('/throw')).rejects.toThrow('mine')
  await expect(session.get('/', { timeout: 30 })).rejects.toMatchObject({ code: 'TOTAL_TIMEOUT' })
  await expect(session.get('/', { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({
    code: 'ABORTED',
  })
})

test('a transport of your own is yours to close: no session and no fork does', async () => {
  await using server = await serve((_, response) => response.end())
  await using mine = client()
  for (const transport of [mine, { [server.url]: mine }]) {
    await using session = new Session({ baseUrl: server.url, transport, retry: false })
    await session.fork().close()
    await session.fork().destroy()
    expect((await session.get('/')).status).toBe(200)
  }
  expect((await mine.open(server.url)).status).toBe(200)
})

test('a prefix that is no URL is refused', () => {
  expect(() => new Session({ transport: { 'api.example': () => ({}) } })).toThrow(/absolute URL/)
})
