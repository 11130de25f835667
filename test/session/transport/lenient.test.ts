import { expect, test } from 'vitest'

import { bytesBody } from '../../../packages/core/src/http/body/body.ts'
import { serveRaw } from './raw-server.ts'
import { client, textOf } from './transport-client.ts'

const chunked = (head: string) => `HTTP/1.1 200 OK\r\n${head}\r\n5\r\nhello\r\n0\r\n\r\n`

const chunks = (body: string) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`

const FORGIVEN: [what: string, answer: string][] = [
  ['the same Content-Length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello'],
  ['the same Content-Length twice in a line', 'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello'],
  ['Content-Length beside chunks, which win', chunked('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n')],
  ['a folded header line', 'HTTP/1.1 200 OK\r\nX-Long: a\r\n  b\r\nContent-Length: 5\r\n\r\nhello'],
  ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello'],
  ['bare line feeds in chunks', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n'],
  ['a space in a header name', 'HTTP/1.1 200 OK\r\nBad Name: x\r\nContent-Length: 5\r\n\r\nhello'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\nX-Long : a b\r\nContent-Length : 5\r\n\r\nhello'],
  ['a control character in a value', 'HTTP/1.1 200 OK\r\nX-Long: a\x01b\r\nContent-Length: 5\r\n\r\nhello'],
  ['a line that is no header', 'HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 5\r\n\r\nhello'],
  ['a status line without a reason', 'HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello'],
  ['a status line with many spaces', 'HTTP/1.1  200  Fine\r\nContent-Length: 5\r\n\r\nhello'],
  ['a status line in lower case', 'http/1.1 200 ok\r\nContent-Length: 5\r\n\r\nhello'],
  ['a status line of ICY', 'ICY 200 OK\r\n\r\nhello'],
  ['an odd version', 'HTTP/1.2 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
  ['blank lines before the status line', '\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
  [
    'a 100 that nobody asked for',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  ],
  [
    'chunks without the last line break',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n',
  ],
  [
    'chunks without the last line break in a last response',
    'HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n',
  ],
  ['spaces after the size of a chunk', chunks(' 5  \r\nhello\r\n0 \r\n\r\n')],
  ['a spaced extension of a chunk', chunks('5 ; a=b\r\nhello\r\n0\r\n\r\n')],
  ['bare line feeds in its chunks only', chunks('5\nhello\n0\n\n')],
  [
    'a coding of the transfer that is none',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello',
  ],
]

test.each(FORGIVEN)('reads a response with %s', async (_what, answer) => {
  await using server = await serveRaw(answer)
  await using web = client()
  const { text, response } = await web.read(server.url)
  expect([response.status, text]).toEqual([200, 'hello'])
  if (response.headers.has('x-long')) expect(response.headers.get('x-long')).toBe('a b')
  expect(response.headers.has('Bad Name')).toBe(false)
})

test('says that a response was read leniently, and from its own connection', async () => {
  await using server = await serveRaw((socket) => socket.write('HTTP/1.0 200 OK\nContent-Length: 5\n\nhello'))
  await using web = client()
  const { response } = await web.read(server.url)
  expect([response.lenient, response.socketReused, response.httpVersion]).toEqual([true, false, '1.0'])
  expect(response.bytes()).toBe(5)
  expect(response.timings().total).toBeGreaterThan(0)
  expect(server.sockets).toHaveLength(2)
})

test('a header line of 20 KB is within the rules', async () => {
  await using server = await serveRaw(
    `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(20_000)}\r\nContent-Length: 5\r\n\r\nhello`,
  )
  await using web = client()
  const { response } = await web.read(server.url)
  expect([response.lenient, response.headers.get('x-long')?.length]).toEqual([false, 20_000])
})

const REFUSED: [what: string, answer: string, code: string][] = [
  [
    'lengths that contradict each other',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
    'MALFORMED',
  ],
  ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello', 'MALFORMED'],
  ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello', 'MALFORMED'],
  ['no status line', '<html>hello</html>\r\n\r\n', 'MALFORMED'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\nhello', 'MALFORMED'],
]

test.each(REFUSED)('CVE-2026-1525: refuses a response with %s', async (_what, answer, code) => {
  await using server = await serveRaw(answer)
  await using web = client()
  await expect(web.read(server.url)).rejects.toMatchObject({ code })
})

test('refuses chunks that are damaged, as a fault of the body', async () => {
  await using server = await serveRaw('HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nfive\nhello\n0\n\n')
  await using web = client()
  await expect(web.read(server.url)).rejects.toMatchObject({ name: 'BodyError', code: 'MALFORMED' })
})

test.each([
  ['Content-Length', 'HTTP/1.1 200 OK\nContent-Length: 10\n\nhello'],
  ['chunks', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello\n'],
  ['a chunk', 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n9\nhello'],
])('TRUNCATED also when read leniently: %s', async (_what, answer) => {
  await using server = await serveRaw(answer)
  await using web = client()
  await expect(web.read(server.url)).rejects.toMatchObject({ name: 'BodyError', code: 'TRUNCATED' })
})

test('a cookie with a control character is left out', async () => {
  await using server = await serveRaw('HTTP/1.1 200 OK\nSet-Cookie: a=\x01b\nSet-Cookie: c=d\n\n')
  await using web = client()
  expect((await web.read(server.url)).response.headers.getAll('set-cookie')).toEqual(['c=d'])
})

test('an unsafe request is never sent again', async () => {
  await using server = await serveRaw('HTTP/1.1 200 OK\nContent-Length: 5\n\nhello')
  await using web = client()
  for (const method of ['POST', 'DELETE', 'PUT']) {
    await expect(web.read(server.url, { method })).rejects.toMatchObject({
      name: 'NetworkError',
      code: 'MALFORMED',
    })
  }
  const body = bytesBody(Buffer.from('x'))
  await expect(web.read(server.url, { body })).rejects.toMatchObject({ code: 'MALFORMED' })
  expect(server.requests).toHaveLength(4)
})

test('lenient: false refuses what the rules refuse', async () => {
  await using server = await serveRaw(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n',
  )
  await using folded = await serveRaw('HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n')
  await using web = client({ lenient: false })
  await expect(web.read(server.url)).rejects.toMatchObject({ code: 'TRUNCATED' })
  await expect(web.read(folded.url)).rejects.toMatchObject({ code: 'MALFORMED' })
  expect(folded.requests).toHaveLength(1)
})

test('a body whose framing breaks after its start has been read is an error', async () => {
  await using server = await serveRaw((socket) => {
    socket.write(chunks('5\r\nhello\r\n'))
    setTimeout(() => socket.end('zz\r\n'), 50)
  })
  await using web = client()
  await expect(web.read(server.url)).rejects.toMatchObject({ name: 'BodyError', code: 'MALFORMED' })
  expect(server.requests).toHaveLength(1)
})

test('a body that is fetched again for its framing counts its bytes and can be cancelled', async () => {
  await using server = await serveRaw(chunks('5 \r\nhello\r\n0\r\n\r\n'))
  await using web = client()
  const { response, text } = await web.read(server.url)
  expect([text, response.bytes(), response.lenient]).toEqual(['hello', 5, true])
  const unwanted = await web.open(server.url)
  await unwanted.cancel()
  expect(await textOf(unwanted)).toBe('')
})

test('a server that keeps breaking the rules is asked only once for each page', async () => {
  await using server = await serveRaw('HTTP/1.1 200 OK\nContent-Length: 5\n\nhello')
  await using web = client()
  for (let count = 0; count < 10; count++) expect((await web.read(server.url)).text).toBe('hello')
  expect(server.requests).toHaveLength(3 + 10)
})

test('the limits of the pool and of time hold for lenient reading too', async () => {
  await using server = await serveRaw((socket, head) => {
    if (head.includes('/slow')) socket.write('HTTP/1.1 200 OK\nContent-Length: 5\n\nhe')
    else if (head.includes('/silent')) socket.write('HTTP/1.1 200 OK\nA: b')
    else if (head.includes('/large')) socket.write(`HTTP/1.1 200 OK\n${'A: b\n'.repeat(20_000)}`)
    else if (head.includes('/long')) socket.write(`HTTP/1.1 200 OK\nA: ${'b'.repeat(100_000)}\n\n`)
    else setTimeout(() => socket.end('HTTP/1.1 200 OK\nContent-Length: 5\n\nhello'), 20)
  })
  await using web = client({ connections: 2 })
  let most = 0
  const watching = setInterval(() => {
    most = Math.max(most, server.sockets.filter((socket) => !socket.destroyed).length)
  }, 1)
  await Promise.all(Array.from({ length: 8 }, () => web.read(server.url)))
  clearInterval(watching)
  expect(most).toBeLessThanOrEqual(3)
  const slow = web.read(`${server.url}/slow`, { limits: { bodyIdle: 50 } })
  await expect(slow).rejects.toMatchObject({ code: 'BODY_IDLE_TIMEOUT' })
  const silent = web.read(`${server.url}/silent`, { limits: { headers: 50 } })
  await expect(silent).rejects.toMatchObject({ code: 'HEADERS_TIMEOUT' })
  for (const path of ['large', 'long'])
    await expect(web.read(`${server.url}/${path}`)).rejects.toMatchObject({ code: 'HEADERS_TOO_LARGE' })
})

test('a signal and a cancel end lenient reading', async () => {
  await using server = await serveRaw((socket) =>
    socket.write('HTTP/1.1 200 OK\nContent-Length: 50\n\nhello'),
  )
  await using web = client()
  const aborting = new AbortController()
  const response = await web.open(server.url, { signal: aborting.signal })
  const reason = new Error('enough')
  setTimeout(() => aborting.abort(reason), 20)
  await expect(textOf(response)).rejects.toBe(reason)
  const other = await web.open(server.url)
  await other.cancel()
  expect(await textOf(other)).toBe('')
})
