import { constants, createSecureServer } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'

import { HarRecorder, Session } from 'latchkey'
import { expect, test } from 'vitest'

import { bytesBody } from '../../../packages/core/src/http/body/body.ts'
import { authority } from './certificate.ts'
import { listen } from './raw-server.ts'
import { serveSecure } from './secure-server.ts'
import { client, textOf } from './transport-client.ts'

const { cert: ca, issue } = authority()
const own = issue(['localhost'])
const tls = { ca }

test.each(['auto', 'prefer'] as const)('%s speaks HTTP/2 with a server that wants it', async (http2) => {
  await using server = await serveSecure(own)
  await using web = client({ tls, http2 })
  const { response, text } = await web.read(`https://localhost:${server.port}/a?b=c`, {
    headers: { 'X-A': '1' },
  })
  expect([response.httpVersion, response.status, text]).toEqual(['2', 200, 'secure /a?b=c'])
  expect([...response.headers].every(([name]) => !name.startsWith(':'))).toBe(true)
})

test('a response and its entry in a HAR tell the version of HTTP', async () => {
  await using server = await serveSecure(own)
  const har = new HarRecorder()
  await using session = new Session({
    site: `https://localhost:${server.port}`,
    tls,
    hooks: { afterResponse: har.record },
  })
  expect((await session.get('/')).httpVersion).toBe('2')
  const { entries } = JSON.parse(JSON.stringify(har)).log
  expect([entries[0].request.httpVersion, entries[0].response.httpVersion]).toEqual(['HTTP/2', 'HTTP/2'])
})

test('a server that offers HTTP/2 and then wants HTTP/1.1 is an error with the mend', async () => {
  const server = createSecureServer(own).on('stream', (stream) => {
    stream.on('error', () => {}).close(constants.NGHTTP2_HTTP_1_1_REQUIRED)
  })
  const url = `https://localhost:${await listen(server)}/`
  await using web = client({ tls })
  await expect(web.read(url)).rejects.toMatchObject({
    code: 'HTTP_1_1_REQUIRED',
    message: expect.stringContaining('refuses to speak it: open the session with `http2: false`'),
  })
  server.close()
})

test('http2: false speaks HTTP/1.1', async () => {
  await using server = await serveSecure(own)
  await using web = client({ tls, http2: false })
  expect((await web.read(`https://localhost:${server.port}/`)).response.httpVersion).toBe('1.1')
})

test('a server that knows only HTTP/1.1 is spoken to in that, over several connections', async () => {
  await using server = await serveSecure(own, { http2: false, answer: () => sleep(20, 'ok') })
  await using web = client({ tls, connections: 3, http2: 'prefer' })
  const url = `https://localhost:${server.port}/`
  const answers = await Promise.all(Array.from({ length: 9 }, () => web.read(url)))
  expect(answers.every(({ response }) => response.httpVersion === '1.1')).toBe(true)
  expect(server.sockets).toHaveLength(3)
})

test('requests share one connection of HTTP/2, also the first ones that come together', async () => {
  await using server = await serveSecure(own, { answer: () => sleep(20, 'ok') })
  await using web = client({ tls })
  const url = `https://localhost:${server.port}/`
  const answers = await Promise.all(Array.from({ length: 40 }, () => web.read(url)))
  expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 40 }, () => 'ok'))
  expect(server.sockets).toHaveLength(1)
  expect(answers.filter(({ response }) => response.socketReused)).toHaveLength(39)
})

test("keeps to the server's limit of streams", async () => {
  let running = 0
  let most = 0
  const answer = async (): Promise<string> => {
    most = Math.max(most, ++running)
    await sleep(10)
    running--
    return 'ok'
  }
  await using server = await serveSecure(own, { answer, settings: { maxConcurrentStreams: 3 } })
  await using web = client({ tls })
  const url = `https://localhost:${server.port}/`
  await web.read(url)
  await Promise.all(Array.from({ length: 12 }, () => web.read(url)))
  expect(most).toBeLessThanOrEqual(3)
})

test('bodies are sent over HTTP/2', async () => {
  await using server = await serveSecure(own)
  await using web = client({ tls })
  const body = bytesBody(Buffer.from('abc'))
  const { response } = await web.read(`https://localhost:${server.port}/`, { method: 'POST', body })
  expect(response.status).toBe(200)
})

test('cancel, a signal and a limit end one stream and leave the others', async () => {
  const large = 'x'.repeat(3_000_000)
  await using server = await serveSecure(own, {
    answer: (path) => (path === '/never' ? new Promise(() => {}) : sleep(50, large)),
  })
  await using web = client({ tls })
  const url = `https://localhost:${server.port}`
  const reading = web.read(`${url}/large`)
  const aborting = new AbortController()
  const aborted = web.read(`${url}/never`, { signal: aborting.signal })
  const late = web.read(`${url}/never`, { limits: { headers: 20 } })
  setTimeout(() => aborting.abort(new Error('enough')), 10)
  await expect(aborted).rejects.toThrow('enough')
  await expect(late).rejects.toMatchObject({ code: 'HEADERS_TIMEOUT' })
  expect((await reading).text).toHaveLength(large.length)
  const unwanted = await web.open(`${url}/large`)
  await unwanted.cancel()
  expect(await textOf(unwanted)).toBe('')
})

test('bodies that nobody reads do not hold up the other streams', async () => {
  await using server = await serveSecure(own, {
    answer: (path) => (path === '/' ? 'ok' : 'x'.repeat(2_000_000)),
  })
  await using web = client({ tls, connections: 1 })
  const url = `https://localhost:${server.port}`
  const unread = [
    await web.open(`${url}/large`),
    await web.open(`${url}/large`),
    await web.open(`${url}/large`),
  ]
  await sleep(1100)
  expect((await web.read(`${url}/large`)).text).toHaveLength(2_000_000)
  for (const response of unread) expect((await textOf(response)).length).toBe(2_000_000)
})

test('a connection that the server has ended is replaced', async () => {
  await using server = await serveSecure(own)
  await using web = client({ tls })
  const url = `https://localhost:${server.port}/`
  await web.read(url)
  server.sockets[0]?.destroy()
  await sleep(20)
  expect((await web.read(url)).response.socketReused).toBe(false)
  expect(server.sockets).toHaveLength(2)
})

test('close ends a connection of HTTP/2', async () => {
  await using server = await serveSecure(own)
  const web = client({ tls })
  await web.read(`https://localhost:${server.port}/`)
  await web.close()
  await sleep(20)
  expect(server.sockets[0]?.destroyed).toBe(true)
})
