import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'

import { expect, test } from 'vitest'

import { BodyError, NetworkError, StatusError, TimeoutError } from '../../packages/core/src/errors.ts'
import { retryAfter } from '../../packages/core/src/http/fields/retry-after.ts'
import { Response } from '../../packages/core/src/http/response.ts'
import type { RequestOptions } from '../../packages/core/src/session/options.ts'
import { DEFAULT_RETRY, retryDelay } from '../../packages/core/src/session/retry.ts'
import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from '../support/serve.ts'

const AT_ONCE = { base: 0 }

/** Answers with each status in turn, the last one for ever. */
function answering(
  ...answers: [status: number, headers?: Record<string, string>][]
): ReturnType<typeof serve> {
  let turn = 0
  return serve((_, response) => {
    const [status, headers = {}] = answers[Math.min(turn, answers.length - 1)]!
    turn += 1
    response.writeHead(status, headers).end(String(status))
  })
}

test.each([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])(
  'tries %i again, three times in all',
  async (status) => {
    await using server = await answering([status])
    await using session = new Session({ site: server.url, retry: AT_ONCE })
    const response = await session.get('/')
    expect(response.status).toBe(status)
    expect(response.text).toBe(String(status))
    expect(server.requests).toHaveLength(3)
  },
)

test.each([200, 204, 301, 400, 401, 403, 404, 413, 501, 505])('does not try %i again', async (status) => {
  await using server = await answering([status])
  await using session = new Session({ site: server.url, retry: AT_ONCE })
  expect((await session.get('/')).status).toBe(status)
  expect(server.requests).toHaveLength(1)
})

test('returns the first response that is not to be tried again', async () => {
  await using server = await answering([503], [200])
  await using session = new Session({ site: server.url, retry: AT_ONCE })
  expect((await session.get('/')).text).toBe('200')
})

test.each<[string, RequestOptions, number]>([
  ['GET', {}, 3],
  ['HEAD', {}, 3],
  ['OPTIONS', {}, 3],
  ['PUT', { body: 'x' }, 3],
  ['DELETE', {}, 3],
  ['POST', { body: 'x' }, 1],
  ['PATCH', { body: 'x' }, 1],
  ['POST', { body: 'x', idempotent: true }, 3],
  ['GET', { idempotent: false }, 1],
  ['GET', { retry: false }, 1],
  ['GET', { retry: 2 }, 2],
  ['GET', { retry: { statuses: [] } }, 1],
  ['PUT', { body: Readable.from([Buffer.from('x')]) }, 1],
])('sends %s with %o %i times on 503', async (method, options, times) => {
  await using server = await answering([503])
  await using session = new Session({ site: server.url, retry: AT_ONCE })
  await session.request(method, '/', options)
  expect(server.requests).toHaveLength(times)
  expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1)
})

test('respects Retry-After: 0 and tries again at once', async () => {
  await using server = await answering([429, { 'retry-after': '0' }], [200])
  await using session = new Session({ site: server.url, retry: { base: 60_000 } })
  expect((await session.get('/')).status).toBe(200)
})

test('waits as long as Retry-After says, in seconds', async () => {
  await using server = await answering([503, { 'retry-after': '1' }], [200])
  await using session = new Session({ site: server.url, retry: AT_ONCE })
  const start = performance.now()
  await session.get('/')
  expect(performance.now() - start).toBeGreaterThan(990)
})

test('a Retry-After beyond maxWait is not slept but handed on as retryAt', async () => {
  await using server = await answering([429, { 'retry-after': '3600' }])
  await using session = new Session({ site: server.url })
  const start = performance.now()
  const response = await session.get('/')
  expect(performance.now() - start).toBeLessThan(1000)
  expect(response.retryAt!.getTime() - Date.now()).toBeGreaterThan(3_590_000)
  expect(server.requests).toHaveLength(1)
})

test('a refused connection is tried again, for any method; then the error comes', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const retries: number[] = []
  await using session = new Session({
    retry: AT_ONCE,
    hooks: { beforeRetry: ({ attempt }) => void retries.push(attempt) },
  })
  await expect(session.post(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(retries).toEqual([1, 2])
})

test('a body that was cut off is fetched again', async () => {
  let turn = 0
  await using server = await serve((_, response) => {
    turn += 1
    if (turn > 1) {
      response.end('whole')
      return
    }
    response.writeHead(200, { 'content-length': 10 }).write('half')
    setTimeout(() => response.destroy(), 20)
  })
  await using session = new Session({ site: server.url, retry: AT_ONCE })
  expect((await session.get('/')).text).toBe('whole')
})

test('a stale keep-alive socket costs one free resend, for what may be sent twice (undici#3492)', async () => {
  let sockets = 0
  const server = createServer((socket) => {
    sockets += 1
    // The first request of a connection is answered, the second meets a closed door.
    let requests = 0
    socket.on('error', () => {})
    socket.on('data', () => {
      requests += 1
      if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      else socket.destroy()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await using session = new Session({ site: `http://127.0.0.1:${port}`, retry: false })
  await session.get('/')
  expect((await session.get('/')).text).toBe('ok')
  expect(sockets).toBe(2)
  await expect(session.post('/', { body: 'x' })).rejects.toBeInstanceOf(NetworkError)
  expect(sockets).toBe(2)
  server.close()
})

test('the wait is a random part of a time that doubles up to a cap (full jitter)', () => {
  const failure = new NetworkError('ECONNRESET', { method: 'GET', url: 'http://a/' }, 'broke')
  const delays = (random: number) =>
    [1, 2, 3, 8].map(
      (attempt) =>
        retryDelay(failure, attempt, { ...DEFAULT_RETRY, attempts: 9, random: () => random }).delay,
    )
  expect(delays(1)).toEqual([500, 1000, 2000, 30_000])
  expect(delays(0)).toEqual([0, 0, 0, 0])
  expect(delays(0.5)).toEqual([250, 500, 1000, 15_000])
})

const PLACE = { method: 'GET', url: 'http://a/' }
const response = (status: number, headers: Record<string, string> = {}) =>
  new Response({ url: 'http://a/', status, headers })

test.each<[string, unknown, boolean]>([
  ['a reset connection', new NetworkError('ECONNRESET', PLACE, ''), true],
  ['a header timeout', new TimeoutError('HEADERS_TIMEOUT', PLACE, ''), true],
  ['a truncated body', new BodyError('TRUNCATED', PLACE, ''), true],
  ['a reset connection under POST', new NetworkError('ECONNRESET', { ...PLACE, method: 'POST' }, ''), false],
  ['no route under POST', new NetworkError('EHOSTUNREACH', { ...PLACE, method: 'POST' }, ''), true],
  ['a time that is up', new TimeoutError('TOTAL_TIMEOUT', PLACE, ''), false],
  ['a malformed response', new NetworkError('MALFORMED', PLACE, ''), false],
  ['a body too large', new BodyError('BODY_TOO_LARGE', PLACE, ''), false],
  ['a bad certificate', new NetworkError('CERT_HAS_EXPIRED', PLACE, ''), false],
  ['a response', response(503), true],
  ['a response as an error', new StatusError(PLACE, response(503)), true],
  ['any other error', new Error('no'), false],
])('the table says of %s: again is %s', (_, failure, again) => {
  expect(retryDelay(failure, 1).again).toBe(again)
  expect(retryDelay(failure, 3).again).toBe(false)
})

test('the table names retryAt also when the tries are used up, and never for a status that is not to be tried', () => {
  expect(retryDelay(response(503, { 'retry-after': '5' }), 3)).toMatchObject({
    again: false,
    retryAt: expect.any(Date) as Date,
  })
  expect(retryDelay(response(404, { 'retry-after': '5' }), 1)).toEqual({ again: false, delay: 0 })
})

test.each([
  ['120', 120_000],
  ['0', 0],
  [' 7 ', 7000],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 'date'],
  ['Wednesday, 21-Oct-26 07:28:00 GMT', 'date'],
  ['Wed Oct 21 07:28:00 2026', 'date'],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
  ['99999999999999999999', 8.64e15],
])('Retry-After %j is %s', (value, expected) => {
  const at = retryAfter(value, 0)
  if (expected === 'date') expect(at?.toISOString()).toBe('2026-10-21T07:28:00.000Z')
  else expect(at?.getTime()).toBe(expected)
})
