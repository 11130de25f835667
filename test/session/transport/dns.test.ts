import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { createTransport } from '../../../packages/core/src/session/transport/create-transport.ts'
import { OK, serveRaw } from './raw-server.ts'
import { client } from './transport-client.ts'

const CLOSING = { headers: { connection: 'close' } }

test('resolve sends a name to an address and keeps the Host', async () => {
  await using server = await serveRaw(OK)
  await using web = client({ resolve: { 'Shop.example': '127.0.0.1' } })
  expect((await web.read(`http://shop.example:${server.port}/`)).text).toBe('ok')
  expect(server.requests[0]).toContain(`host: shop.example:${server.port}`)
})

test('resolve for host and port beats resolve for the host', async () => {
  await using server = await serveRaw(OK)
  const resolve = { 'shop.example': '127.0.0.2', [`shop.example:${server.port}`]: '127.0.0.1' }
  await using web = client({ resolve })
  expect((await web.read(`http://shop.example:${server.port}/`)).text).toBe('ok')
})

test('the next address is tried when one does not answer', async () => {
  await using server = await serveRaw(OK)
  await using web = client({ lookup: () => ['127.0.0.3', '127.0.0.2', '127.0.0.1'] })
  expect((await web.read(`http://shop.example:${server.port}/`)).text).toBe('ok')
})

test('DefinitionError for resolve without an IP address', () => {
  expect(() => createTransport({ resolve: { 'shop.example': 'other.example' } })).toThrow(
    /resolve has no IP address/,
  )
  expect(() => createTransport({ resolve: { 'shop.example': [] } })).toThrow(/resolve has no IP address/)
})

test('lookup is asked once within dnsTtl, and again after it', async () => {
  await using server = await serveRaw(OK)
  let asked = 0
  const lookup = async (): Promise<string> => {
    asked++
    return sleep(20, '127.0.0.1')
  }
  await using web = client({ lookup, dnsTtl: 200 })
  const url = `http://shop.example:${server.port}/`
  await Promise.all([web.read(url, CLOSING), web.read(url, CLOSING)])
  const { response } = await web.read(url, CLOSING)
  expect(asked).toBe(1)
  expect(response.timings().dns).toBeLessThan(10)
  await sleep(250)
  expect((await web.read(url, CLOSING)).response.timings().dns).toBeGreaterThan(10)
  expect(asked).toBe(2)
})

test('dnsTtl: 0 asks for every connection', async () => {
  await using server = await serveRaw(OK)
  let asked = 0
  await using web = client({ lookup: () => (asked++, '127.0.0.1'), dnsTtl: 0 })
  for (let count = 0; count < 3; count++) await web.read(`http://shop.example:${server.port}/`, CLOSING)
  expect(asked).toBe(3)
})

test('sessions do not share what they looked up', async () => {
  await using server = await serveRaw(OK)
  let asked = 0
  const lookup = (): string => (asked++, '127.0.0.1')
  await using one = client({ lookup })
  await using two = client({ lookup })
  await one.read(`http://shop.example:${server.port}/`)
  await two.read(`http://shop.example:${server.port}/`)
  expect(asked).toBe(2)
})

test.each([
  ['fails', () => Promise.reject(new Error('no answer'))],
  ['gives no address', () => []],
  ['gives a name', () => 'other.example'],
])('DNS when the lookup %s, and it is asked again next time', async (_how, lookup) => {
  let asked = 0
  await using web = client({ lookup: () => (asked++, lookup()) })
  const reading = web.read('http://shop.example/')
  await expect(reading).rejects.toMatchObject({
    name: 'NetworkError',
    code: 'DNS',
    message: expect.stringContaining('shop.example has no known address'),
  })
  await expect(web.read('http://shop.example/')).rejects.toMatchObject({ code: 'DNS' })
  expect(asked).toBe(2)
})

test('DNS for a name that the system does not know', async () => {
  await using web = client()
  await expect(web.read('http://no-such-host.invalid/')).rejects.toMatchObject({ code: 'DNS' })
})

test('CONNECT_TIMEOUT counts the lookup, and a signal ends it', async () => {
  await using web = client({ lookup: () => new Promise<string>(() => {}) })
  const reading = web.read('http://shop.example/', { limits: { connect: 50 } })
  await expect(reading).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' })
  const reason = new Error('enough')
  const aborting = new AbortController()
  setTimeout(() => aborting.abort(reason), 20)
  await expect(web.read('http://shop.example/', { signal: aborting.signal })).rejects.toBe(reason)
})

test('an IPv6 address in brackets is connected to', async () => {
  await using server = await serveRaw(OK, '::1')
  await using web = client()
  expect((await web.read(server.url)).text).toBe('ok')
  expect(server.requests[0]).toContain(`host: [::1]:${server.port}`)
})
