import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { TimeoutError } from '../../../packages/core/src/errors.ts'
import { DEFAULT_LIMITS } from '../../../packages/core/src/session/call/time-limits.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

test('every phase has a limit unless told otherwise (psf/requests#3070)', () => {
  expect(DEFAULT_LIMITS).toEqual({
    connect: 10_000,
    headers: 30_000,
    bodyIdle: 30_000,
    total: 120_000,
    queue: 60_000,
  })
})

test('TOTAL_TIMEOUT ends a response that keeps dripping (undici#1987)', async () => {
  await using server = await serve(async (_, response) => {
    for (let index = 0; index < 100 && !response.destroyed; index += 1) {
      response.write('drip')
      await sleep(20)
    }
  })
  await using session = new Session({ site: server.url, retry: false })
  const start = performance.now()
  const error = await session.get('/x', { timeout: { total: 200 } }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error).toMatchObject({ code: 'TOTAL_TIMEOUT', method: 'GET', url: `${server.url}/x` })
  expect(performance.now() - start).toBeLessThan(1000)
})

test('the total counts redirects together; a number alone is the total', async () => {
  await using server = await serve(async (request, response) => {
    await sleep(60)
    response.writeHead(302, { location: `/${Number(request.url.slice(1)) + 1}` }).end()
  })
  await using session = new Session({ site: server.url })
  await expect(session.get('/0', { timeout: 200 })).rejects.toMatchObject({ code: 'TOTAL_TIMEOUT' })
  expect(server.requests.length).toBeLessThan(6)
})

test('the total leaves out the waits between tries', async () => {
  let turn = 0
  await using server = await serve((_, response) => {
    turn += 1
    response.writeHead(turn === 1 ? 503 : 200, turn === 1 ? { 'retry-after': '1' } : {}).end()
  })
  await using session = new Session({ site: server.url, timeout: { total: 500 } })
  expect((await session.get('/')).status).toBe(200)
})

test('HEADERS_TIMEOUT and BODY_IDLE_TIMEOUT are told apart', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/body') response.writeHead(200, { 'content-length': 9 }).write('half')
  })
  await using session = new Session({
    site: server.url,
    retry: false,
    timeout: { headers: 100, bodyIdle: 100 },
  })
  await expect(session.get('/headers')).rejects.toMatchObject({ code: 'HEADERS_TIMEOUT' })
  await expect(session.get('/body')).rejects.toMatchObject({ code: 'BODY_IDLE_TIMEOUT' })
})

test('QUEUE_TIMEOUT while other requests hold every connection', async () => {
  await using server = await serve(async (_, response) => {
    await sleep(300)
    response.end()
  })
  await using session = new Session({ site: server.url, connections: 1 })
  const first = session.get('/')
  await expect(session.get('/', { timeout: { queue: 50 }, retry: false })).rejects.toMatchObject({
    code: 'QUEUE_TIMEOUT',
  })
  await first
})

test('null and 0 lift a limit', async () => {
  await using server = await serve((_, response) => void setTimeout(() => response.end('late'), 80))
  await using session = new Session({ site: server.url, timeout: { total: 20, headers: 20 } })
  expect((await session.get('/', { timeout: { total: null, headers: 0 } })).text).toBe('late')
  await expect(session.get('/', { retry: false })).rejects.toBeInstanceOf(TimeoutError)
})

test('ABORTED with the reason as cause: before, while waiting, in the body and between tries', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/body') response.writeHead(200, { 'content-length': 9 }).write('half')
    if (request.url === '/retry') response.writeHead(503, { 'retry-after': '9' }).end()
  })
  await using session = new Session({ site: server.url })
  const reason = new Error('changed my mind')
  await expect(session.get('/', { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
    code: 'ABORTED',
    cause: reason,
  })
  expect(server.requests).toEqual([])
  for (const path of ['/headers', '/body', '/retry']) {
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 80)
    await expect(session.get(path, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
      cause: reason,
    })
  }
})

test('a signal is let go of when the call is over', async () => {
  await using server = await serve((_, response) => response.end('x'))
  await using session = new Session({ site: server.url })
  const controller = new AbortController()
  const response = await session.get('/', { signal: controller.signal })
  controller.abort()
  expect(response.text).toBe('x')
  expect((await session.get('/')).status).toBe(200)
})

test('connections to silence end with CONNECT_TIMEOUT', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await using session = new Session({ retry: false, timeout: { connect: 100 } })
  // A TLS handshake that nobody answers.
  await expect(session.get(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' })
  server.close()
})
