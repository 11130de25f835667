import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { CrawlError, NetworkError } from '../../../packages/core/src/errors.ts'
import { bytesBody } from '../../../packages/core/src/http/body/body.ts'
import { streamBody } from '../../../packages/core/src/http/body/stream-body.ts'
import { serve } from '../../support/serve.ts'
import { closedPort, OK, serveRaw } from './raw-server.ts'
import { client, textOf } from './transport-client.ts'

test('gives status, reason, headers in order and case, and the bytes as they came', async () => {
  const head = 'HTTP/1.1 203 Quite Fine\r\nX-B: 1\r\nSet-Cookie: a=1\r\nx-a: caf\xe9\r\nSet-Cookie: b=2\r\n'
  await using server = await serveRaw(`${head}Content-Length: 3\r\n\r\n\x00\xff!`)
  await using web = client()
  const { response, text } = await web.read(server.url)
  expect([response.status, response.statusText, text]).toEqual([203, 'Quite Fine', '\x00\xff!'])
  expect([...response.headers]).toEqual([
    ['X-B', '1'],
    ['Set-Cookie', 'a=1'],
    ['x-a', 'caf\xe9'],
    ['Set-Cookie', 'b=2'],
    ['Content-Length', '3'],
  ])
  expect([response.httpVersion, response.lenient, response.bytes()]).toEqual(['1.1', false, 3])
})

test('gives a small body at once when all of it has come and none was read, and only then', async () => {
  await using server = await serveRaw(OK)
  await using web = client()
  const response = await web.open(server.url)
  await sleep(50)
  expect(Buffer.from(response.whole?.() ?? []).toString()).toBe('ok')
  expect([response.whole?.(), await textOf(response)]).toEqual([undefined, ''])
  await using broken = await serveRaw((socket) => socket.end(OK.slice(0, -1)))
  const cutOff = await web.open(broken.url)
  await sleep(50)
  expect(cutOff.whole?.()).toBe(undefined)
  await expect(textOf(cutOff)).rejects.toMatchObject({ code: 'TRUNCATED' })
})

test('headers keep their order and case on the wire', async () => {
  await using server = await serveRaw(OK)
  await using web = client()
  const headers = { 'X-Zebra': '1', accept: 'text/html', 'aCCept-Language': 'en', Cookie: ['a=1', 'b=2'] }
  await web.read(`${server.url}/a?b=c`, { headers })
  expect(server.requests[0]?.split('\r\n')).toEqual([
    'GET /a?b=c HTTP/1.1',
    `host: 127.0.0.1:${server.port}`,
    'connection: keep-alive',
    'X-Zebra: 1',
    'accept: text/html',
    'aCCept-Language: en',
    'Cookie: a=1',
    'Cookie: b=2',
  ])
})

test('interim responses are passed over', async () => {
  await using server = await serveRaw(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`)
  await using web = client()
  expect((await web.read(server.url)).text).toBe('ok')
})

test.each(['HEAD', 'GET'])('a response without a body ends at once: %s', async (method) => {
  const status = method === 'HEAD' ? '200 OK' : '204 No Content'
  await using server = await serveRaw(`HTTP/1.1 ${status}\r\nContent-Length: 100\r\n\r\n`)
  await using web = client()
  expect((await web.read(server.url, { method })).text).toBe('')
})

test('a body of bytes and one of pieces with a known length are sent with it, another in chunks', async () => {
  await using server = await serve((request, response) => response.end(request.body))
  await using web = client()
  const post = (body: ReturnType<typeof bytesBody>) => web.read(server.url, { method: 'POST', body })
  expect((await post(bytesBody(Buffer.from('abcd')))).text).toBe('abcd')
  expect((await post(streamBody(pieces(), { length: 4 }))).text).toBe('abcd')
  expect((await post(streamBody(pieces()))).text).toBe('abcd')
  expect((await web.read(server.url, { method: 'POST' })).text).toBe('')
  expect(server.requests.map(({ headers }) => headers['content-length'])).toEqual(['4', '4', undefined, '0'])
  expect(server.requests[2]?.headers['transfer-encoding']).toBe('chunked')
})

test('BODY_SOURCE when the body to be sent cannot be read', async () => {
  await using server = await serve((_request, response) => response.end())
  await using web = client()
  const sending = web.read(server.url, { method: 'POST', body: streamBody(broken()) })
  await expect(sending).rejects.toMatchObject({
    name: 'BodyError',
    code: 'BODY_SOURCE',
    cause: { message: 'disk gone' },
  })
})

test('timings say how long each phase took', async () => {
  await using server = await serveRaw((socket) =>
    setTimeout(() => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no')
      setTimeout(() => socket.write('k'), 60)
    }, 80),
  )
  await using web = client()
  const timings = (await web.read(server.url)).response.timings()
  expect(timings.firstByte).toBeGreaterThan(70)
  expect(timings.download).toBeGreaterThan(50)
  expect(timings.connect).toBeGreaterThan(0)
  expect(timings.total).toBeGreaterThanOrEqual(timings.firstByte + timings.download)
  const again = (await web.read(server.url)).response.timings()
  expect([again.dns, again.connect, again.tls]).toEqual([0, 0, 0])
})

test('ECONNREFUSED, with where and a remedy, when nothing listens', async () => {
  await using web = client()
  const port = await closedPort()
  const error: unknown = await web
    .read(`http://user:secret@127.0.0.1:${port}/a`)
    .catch((error: unknown) => error)
  expect(error).toBeInstanceOf(NetworkError)
  expect(error).toMatchObject({
    code: 'ECONNREFUSED',
    method: 'GET',
    url: `http://127.0.0.1:${port}/a`,
    stale: false,
  })
  expect(String(error)).toBe(
    `NetworkError: GET http://127.0.0.1:${port}/a: the connection was refused: is the server running on that port?`,
  )
})

test.each([
  ['closes', (socket: Socket) => socket.end()],
  ['resets', (socket: Socket) => socket.resetAndDestroy()],
])('ECONNRESET when the server %s instead of answering', async (_how, act) => {
  await using server = await serveRaw(act)
  await using web = client()
  await expect(web.read(server.url)).rejects.toMatchObject({ code: 'ECONNRESET', stale: false })
})

test('a kept connection that closes under a request is stale: it may be sent again', async () => {
  await using server = await serveRaw((socket, _head, count) =>
    count === 1 ? socket.write(OK) : socket.end(),
  )
  await using web = client()
  await web.read(server.url)
  await expect(web.read(server.url)).rejects.toMatchObject({ code: 'ECONNRESET', stale: true })
})

test('a kept connection that breaks within the response is not stale', async () => {
  await using server = await serveRaw((socket, _head, count) =>
    count === 1 ? socket.write(OK) : socket.end('HTTP/1.1 2'),
  )
  await using web = client({ lenient: false })
  await web.read(server.url)
  await expect(web.read(server.url)).rejects.toMatchObject({ stale: false })
})

test('a kept connection that the server has closed meanwhile is not used', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using web = client()
  await web.read(server.url)
  server.sockets[0]?.end()
  await sleep(20)
  expect((await web.read(server.url, { method: 'POST' })).text).toBe('ok')
})

test.each([
  ['Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello', 'after 5 of 10 bytes'],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe', 'after 7 bytes'],
  [
    'a last response',
    'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhello',
    'after 5 of 10',
  ],
])('TRUNCATED when a body is cut off: %s', async (_how, answer, detail) => {
  await using server = await serveRaw(answer)
  await using web = client()
  const response = await web.open(server.url)
  await expect(textOf(response)).rejects.toMatchObject({
    name: 'BodyError',
    code: 'TRUNCATED',
    message: expect.stringContaining(detail),
  })
  expect(server.requests).toHaveLength(1)
})

test('HEADERS_TIMEOUT is precise below a second, and the connection is not used again', async () => {
  await using server = await serveRaw((socket, _head, count) => count > 1 && socket.write(OK))
  await using web = client()
  const started = performance.now()
  const waiting = web.read(server.url, { limits: { headers: 100 } })
  await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError', code: 'HEADERS_TIMEOUT' })
  expect(performance.now() - started).toBeLessThan(400)
  expect((await web.read(server.url)).response.socketReused).toBe(false)
})

test('BODY_IDLE_TIMEOUT when no piece comes for so long, however long the whole takes', async () => {
  await using server = await serveRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n')
    const timer = setInterval(() => socket.write('x'), 60)
    setTimeout(() => clearInterval(timer), 500)
  })
  await using web = client()
  const response = await web.open(server.url, { limits: { bodyIdle: 150 } })
  await expect(textOf(response)).rejects.toMatchObject({ name: 'TimeoutError', code: 'BODY_IDLE_TIMEOUT' })
  expect(response.bytes()).toBeGreaterThan(5)
})

test('a limit of 0 or Infinity is none', async () => {
  await using server = await serveRaw((socket) => setTimeout(() => socket.write(OK), 50))
  await using web = client()
  for (const limit of [0, Infinity]) {
    const limits = { connect: limit, headers: limit, bodyIdle: limit, queue: limit }
    expect((await web.read(server.url, { limits })).text).toBe('ok')
  }
})

test('the reason of the signal is what is thrown, before and within a response', async () => {
  await using server = await serveRaw((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'),
  )
  await using web = client()
  const reason = new Error('enough')
  await expect(web.open(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const aborting = new AbortController()
  const response = await web.open(server.url, { signal: aborting.signal })
  setTimeout(() => aborting.abort(reason), 20)
  await expect(textOf(response)).rejects.toBe(reason)
  expect(server.requests).toHaveLength(1)
})

test('close waits for what is running; afterwards CLOSED', async () => {
  await using server = await serveRaw((socket) => setTimeout(() => socket.write(OK), 100))
  const web = client({ connections: 1 })
  const running = [web.read(server.url), web.read(server.url)]
  await web.close()
  expect((await Promise.all(running)).map(({ text }) => text)).toEqual(['ok', 'ok'])
  const error: unknown = await web.read(server.url).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(CrawlError)
  expect(error).toMatchObject({ code: 'CLOSED' })
  await sleep(20)
  expect(server.sockets.every((socket) => socket.destroyed)).toBe(true)
})

test.concurrent('close does not wait for a body that nobody reads', async () => {
  await using server = await serve((_request, response) => response.end('x'.repeat(5_000_000)))
  const web = client()
  const unread = await web.open(server.url)
  await web.close()
  await expect(textOf(unread)).rejects.toMatchObject({ code: 'CLOSED' })
})

test('destroy breaks off what is running with CLOSED', async () => {
  await using server = await serveRaw(() => {})
  const web = client({ connections: 1 })
  const running = [web.read(server.url), web.read(server.url)]
  const outcomes = Promise.allSettled(running)
  await sleep(50)
  await web.destroy()
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'CLOSED' } })
})

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('ab')
  yield Buffer.from('cd')
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('ab')
  throw new Error('disk gone')
}
