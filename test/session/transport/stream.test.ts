import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

test('gives bytes as they arrive, before the last has been sent', async () => {
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
  await using server = await serve(async (_, response) => {
    response.write('first')
    await mayEnd
    response.end('last')
  })
  await using session = new Session({ site: server.url })
  await using stream = await session.stream('/')
  const pieces: string[] = []
  for await (const piece of stream) {
    pieces.push(Buffer.from(piece).toString())
    end()
  }
  expect(pieces.join('|')).toBe('first|last')
  expect(stream.timings.total).toBeGreaterThan(0)
})

test('takes a method as well, and knows status, headers and URL at once', async () => {
  await using server = await serve((request, response) =>
    response.writeHead(201, { 'x-a': '1' }).end(request.body),
  )
  await using session = new Session({ site: server.url })
  await using stream = await session.stream('POST', '/x', { body: 'hi' })
  expect([stream.status, stream.ok, stream.headers.get('x-a'), stream.url.pathname]).toEqual([
    201,
    true,
    '1',
    '/x',
  ])
  expect((await stream.throwIfNotOk().read()).text).toBe('hi')
})

test('decodes what is compressed', async () => {
  const text = 'line\n'.repeat(50_000)
  await using server = await serve((_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(text)),
  )
  await using session = new Session({ site: server.url })
  await using stream = await session.stream('/')
  const lines = await Array.fromAsync(stream.lines())
  expect(lines).toHaveLength(50_000)
})

test('lines and text break nowhere but where they should, whatever the pieces (requests iter_lines)', async () => {
  await using server = await serve(async (_, response) => {
    const bytes = Buffer.from('é\r\n☃\rx\n\nlast')
    for (const byte of bytes) {
      response.write(Uint8Array.of(byte))
      await sleep(1)
    }
    response.end()
  })
  await using session = new Session({ site: server.url })
  expect(await Array.fromAsync((await session.stream('/')).lines())).toEqual(['é', '☃', 'x', '', 'last'])
  expect((await Array.fromAsync((await session.stream('/')).text())).join('')).toBe('é\r\n☃\rx\n\nlast')
})

test('is read in the charset of its header, or in that of the caller', async () => {
  await using server = await serve((_, response) => {
    response.setHeader('content-type', 'text/plain; charset=latin1').end(Uint8Array.of(0xe9))
  })
  await using session = new Session({ site: server.url })
  expect(await Array.fromAsync((await session.stream('/')).text())).toEqual(['é'])
  expect(await Array.fromAsync((await session.stream('/', { charset: 'koi8-r' })).text())).toEqual(['И'])
})

test('the total ends at the headers, the pause between pieces is timed', async () => {
  await using server = await serve(async (request, response) => {
    response.write('a')
    await sleep(request.url === '/slow' ? 250 : 100_000)
    response.end('b')
  })
  await using session = new Session({ site: server.url, timeout: { total: 100, bodyIdle: 1000 } })
  expect((await (await session.stream('/slow')).read()).text).toBe('ab')
  const stalled = await session.stream('/stalled', { timeout: { bodyIdle: 100 } })
  await expect(stalled.read()).rejects.toMatchObject({ code: 'BODY_IDLE_TIMEOUT' })
})

test('is ended by its signal, and by destroy', async () => {
  await using server = await serve((_, response) => void response.write('a'))
  const session = new Session({ site: server.url })
  const controller = new AbortController()
  const aborted = await session.stream('/', { signal: controller.signal })
  setTimeout(() => controller.abort(), 30)
  await expect(aborted.read()).rejects.toMatchObject({ code: 'ABORTED' })
  const destroyed = await session.stream('/')
  setTimeout(() => void session.destroy(), 30)
  await expect(destroyed.read()).rejects.toMatchObject({ code: 'CLOSED' })
})

test('maxBody counts only if the caller gave one; a bomb is stopped all the same (CVE-2025-66471)', async () => {
  const large = Buffer.alloc(300_000)
  const bomb = gzipSync(Buffer.alloc(20_000_000))
  await using server = await serve((request, response) => {
    if (request.url === '/bomb') response.setHeader('content-encoding', 'gzip').end(bomb)
    else response.end(large)
  })
  await using session = new Session({ site: server.url, maxBody: 100_000 })
  expect((await (await session.stream('/')).read()).body).toHaveLength(300_000)
  await expect((await session.stream('/', { maxBody: 100_000 })).read()).rejects.toMatchObject({
    code: 'BODY_TOO_LARGE',
  })
  await expect((await session.stream('/bomb')).read()).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
})

test('follows redirects and reads the body of an error, so that nothing is left open', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/gone' }).end()
    else response.writeHead(404).end('gone')
  })
  await using session = new Session({ site: server.url, connections: 1 })
  const stream = await session.stream('/')
  expect(stream.status).toBe(404)
  expect(stream.head.history).toHaveLength(1)
  expect(() => stream.throwIfNotOk()).toThrow(/404/)
  expect((await stream.read()).text).toBe('gone')
})

test('close waits for a stream that is being read', async () => {
  await using server = await serve(async (_, response) => {
    response.write('a')
    await sleep(80)
    response.end('b')
  })
  const session = new Session({ site: server.url })
  const stream = await session.stream('/')
  const closing = session.close()
  expect((await stream.read()).text).toBe('ab')
  await closing
})

// These mostly wait.
test.concurrent.each(['break', 'cancel', 'dispose', 'throw'])('%s frees the only connection', async (way) => {
  await using server = await serve((_, response) => {
    response.write(Buffer.alloc(100_000))
    if (server.requests.length > 1) response.end()
  })
  await using session = new Session({ site: server.url, connections: 1 })
  try {
    await using stream = await session.stream('/')
    if (way === 'cancel') await stream.cancel()
    if (way === 'throw') throw new Error('of the caller')
    if (way === 'break') for await (const _ of stream) break
  } catch (error) {
    expect(way, String(error)).toBe('throw')
  }
  expect((await session.get('/', { timeout: 5000 })).status).toBe(200)
})

test.concurrent('a stream that nobody reads does not keep its session from closing (CVE-2024-24750)', async () => {
  await using server = await serve((request, response) =>
    response.end(Buffer.alloc(request.url === '/' ? 10 : 10_000_000)),
  )
  const session = new Session({ site: server.url })
  await session.stream('/')
  await session.stream('/large')
  const start = performance.now()
  await session.close()
  expect(performance.now() - start).toBeLessThan(5000)
})
