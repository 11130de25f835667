import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { serve } from '../../support/serve.ts'
import { OK, serveRaw } from './raw-server.ts'
import { client, textOf } from './transport-client.ts'

test('one connection serves requests that come one after the other', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using web = client()
  const first = await web.read(server.url)
  const second = await web.read(server.url)
  expect([first.response.socketReused, second.response.socketReused]).toEqual([false, true])
  expect(server.sockets).toHaveLength(1)
})

test('no more than 6 connections to an origin are open at once, and all requests are served', async () => {
  await using server = await serveRaw((socket) => setTimeout(() => socket.write(OK), 20))
  await using web = client()
  const texts = await Promise.all(Array.from({ length: 30 }, async () => (await web.read(server.url)).text))
  expect(texts).toEqual(Array.from({ length: 30 }, () => 'ok'))
  expect(server.sockets).toHaveLength(6)
})

test('connections: 2 keeps it to two', async () => {
  await using server = await serveRaw((socket) => setTimeout(() => socket.write(OK), 10))
  await using web = client({ connections: 2 })
  await Promise.all(Array.from({ length: 12 }, () => web.read(server.url)))
  expect(server.sockets).toHaveLength(2)
})

test('requests wait their turn in the order in which they came', async () => {
  await using server = await serveRaw((socket) => setTimeout(() => socket.write(OK), 5))
  await using web = client({ connections: 1 })
  await Promise.all([1, 2, 3, 4, 5].map((number) => web.read(`${server.url}/${number}`)))
  expect(server.requests.map((head) => head.split(' ')[1])).toEqual(['/1', '/2', '/3', '/4', '/5'])
})

test('a request given up while it waits costs no connection', async () => {
  await using server = await serveRaw((socket) => setTimeout(() => socket.write(OK), 100))
  await using web = client({ connections: 1 })
  const first = web.read(server.url)
  const aborting = new AbortController()
  const second = web.read(server.url, { signal: aborting.signal })
  aborting.abort(new Error('no longer wanted'))
  await expect(second).rejects.toThrow('no longer wanted')
  await first
  await web.read(server.url)
  expect(server.sockets).toHaveLength(1)
  expect(server.requests).toHaveLength(2)
})

test('idle connections of the origin used longest ago are closed when there are too many origins', async () => {
  await using one = await serveRaw((socket) => socket.write(OK))
  await using two = await serveRaw((socket) => socket.write(OK))
  await using three = await serveRaw((socket) => socket.write(OK))
  await using web = client({ origins: 2 })
  await web.read(one.url)
  await web.read(two.url)
  await web.read(one.url)
  await web.read(three.url)
  await sleep(50)
  expect([one, two, three].map((server) => server.sockets[0]?.destroyed)).toEqual([false, true, false])
})

test('maxRequestsPerSocket closes a connection after so many and says so to the server', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using web = client({ maxRequestsPerSocket: 2 })
  for (let count = 0; count < 4; count++) await web.read(server.url)
  expect(server.sockets).toHaveLength(2)
  expect(server.requests.map((head) => /connection: (.*)/i.exec(head)?.[1])).toEqual([
    'keep-alive',
    'close',
    'keep-alive',
    'close',
  ])
})

test('connection: close of the server ends the connection', async () => {
  await using server = await serveRaw((socket) => socket.end(OK.replace('\r\n', '\r\nConnection: close\r\n')))
  await using web = client()
  await web.read(server.url)
  expect((await web.read(server.url)).response.socketReused).toBe(false)
})

test('connection: close of the request ends the connection', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using web = client()
  await web.read(server.url, { headers: { connection: 'close' } })
  expect(server.requests[0]).toContain('connection: close')
  expect((await web.read(server.url)).response.socketReused).toBe(false)
})

test('an unread small body does not hold its connection', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using web = client({ connections: 1 })
  const unread = await web.open(server.url)
  expect((await web.read(server.url)).text).toBe('ok')
  expect(await textOf(unread)).toBe('ok')
  expect(server.sockets).toHaveLength(1)
})

test('cancel reads a short rest away and keeps the connection', async () => {
  await using server = await serveRaw((socket, _head, count) => {
    if (count > 1) return socket.write(OK)
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n${'x'.repeat(5000)}`)
    return setTimeout(() => socket.write('x'.repeat(5000)), 30)
  })
  await using web = client()
  const response = await web.open(server.url)
  await response.cancel()
  expect((await web.read(server.url)).response.socketReused).toBe(true)
})

test('breaking out of the body ends the exchange', async () => {
  await using server = await serveRaw((socket) =>
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n${'x'.repeat(100_000)}`),
  )
  await using web = client()
  const response = await web.open(server.url)
  for await (const piece of response.body) {
    expect(piece.length).toBeGreaterThan(0)
    break
  }
  await sleep(20)
  expect(server.sockets[0]?.destroyed).toBe(true)
})

// These mostly wait.
test.concurrent('QUEUE_TIMEOUT when no connection becomes free, and the next request still gets one', async () => {
  await using server = await serveRaw((socket) => setTimeout(() => socket.write(OK), 300))
  await using web = client({ connections: 1 })
  const slow = web.read(server.url)
  await expect(web.read(server.url, { limits: { queue: 50 } })).rejects.toMatchObject({
    name: 'TimeoutError',
    code: 'QUEUE_TIMEOUT',
  })
  await slow
  expect((await web.read(server.url)).text).toBe('ok')
  expect(server.sockets).toHaveLength(1)
})

test.concurrent('a connection idle for longer than keepAlive is closed', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using web = client({ keepAlive: 100 })
  await web.read(server.url)
  await sleep(300)
  expect(server.sockets[0]?.destroyed).toBe(true)
  expect((await web.read(server.url)).response.socketReused).toBe(false)
})

test.concurrent("keeps to the server's Keep-Alive hint when that is shorter", async () => {
  const hint = 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 2\r\n\r\nok'
  await using server = await serveRaw((socket) => socket.write(hint))
  await using web = client({ keepAlive: 60_000 })
  await web.read(server.url)
  await sleep(1400)
  expect(server.sockets[0]?.destroyed).toBe(true)
})

test.concurrent('an unread large body gives up its place in the pool and can still be read', async () => {
  const large = 'x'.repeat(5_000_000)
  await using server = await serve((_request, response) => response.end(large))
  await using web = client({ connections: 1 })
  const unread = await web.open(server.url)
  const next = await web.read(server.url)
  expect(next.text).toHaveLength(large.length)
  expect((await textOf(unread)).length).toBe(large.length)
})

test.concurrent.each([
  ['is announced', 'Content-Length: 10000000\r\n\r\n', 'x'.repeat(1000)],
  [
    'turns up',
    'Transfer-Encoding: chunked\r\n\r\n',
    `${(200_000).toString(16)}\r\n${'x'.repeat(200_000)}\r\n`,
  ],
  ['never comes', 'Content-Length: 1000\r\n\r\n', 'x'],
])('cancel closes the connection when a long rest %s', async (_how, head, body) => {
  await using server = await serveRaw((socket) => socket.write(`HTTP/1.1 200 OK\r\n${head}${body}`))
  await using web = client()
  const response = await web.open(server.url)
  await response.cancel()
  await sleep(20)
  expect(server.sockets[0]?.destroyed).toBe(true)
  expect(await textOf(response)).toBe('')
})

test.concurrent('a slow reader slows the server down', async () => {
  let written = 0
  await using server = await serve(async (_request, response) => {
    response.on('error', () => {})
    for (let count = 0; count < 400 && !response.destroyed; count++) {
      const goesOn = response.write(Buffer.alloc(64 * 1024))
      written += 64 * 1024
      if (!goesOn) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve))
    }
    response.end()
  })
  await using web = client()
  const response = await web.open(server.url)
  await sleep(500)
  expect(written).toBeLessThan(20_000_000)
  expect((await textOf(response)).length).toBe(400 * 64 * 1024)
  expect(response.bytes()).toBe(400 * 64 * 1024)
})
