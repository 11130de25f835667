import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { expect, test } from 'vitest'

import { bytesBody } from '../../../packages/core/src/http/body/body.ts'
import { OK, serveRaw } from './raw-server.ts'
import { client } from './transport-client.ts'
import type { Client } from './transport-client.ts'

const EVIL = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil'

test('GHSA-35p6-xmwp-9g52, CVE-2026-48931: a response that nobody asked for is not taken for the next one', async () => {
  for (const delay of [0, 30]) {
    await using server = await serveRaw((socket, head) => {
      socket.write(OK)
      if (!head.includes('/first')) return
      if (delay === 0) socket.write(EVIL)
      else setTimeout(() => socket.write(EVIL), delay)
    })
    await using web = client()
    expect((await web.read(`${server.url}/first`)).text).toBe('ok')
    await sleep(delay * 2)
    const next = await web.read(`${server.url}/next`)
    expect([next.text, next.response.socketReused]).toEqual(['ok', false])
  }
})

test('bytes after the response to HEAD and after 204 and 304 are not taken for the next one', async () => {
  await using server = await serveRaw((socket, head) => {
    const status = /HEAD|\/none/.test(head) ? (head.startsWith('HEAD') ? '200 OK' : '204 No Content') : ''
    socket.write(status ? `HTTP/1.1 ${status}\r\nContent-Length: ${EVIL.length}\r\n\r\n${EVIL}` : OK)
  })
  await using web = client()
  await web.read(server.url, { method: 'HEAD' })
  expect((await web.read(server.url)).text).toBe('ok')
  await web.read(`${server.url}/none`)
  expect((await web.read(server.url)).text).toBe('ok')
})

test('CVE-2022-31150, CVE-2026-1527: a method cannot carry another request, nor open a tunnel', async () => {
  await using server = await serveRaw(OK)
  await using web = client()
  for (const method of ['GET / HTTP/1.1\r\nX: y\r\n\r\nGET', 'GET ', 'GÊT', '', 'CONNECT']) {
    await expect(web.read(server.url, { method })).rejects.toMatchObject({ code: 'DEFINITION' })
  }
  expect(server.sockets).toEqual([])
})

test('CVE-2022-35949, GHSA-m8rv: a path cannot lead to another host or carry another request', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using web = client()
  const paths = [
    '//evil.example/a',
    '/http://evil.example/',
    '/@evil.example',
    '/a\r\nX: y',
    '/a b',
    '/\u00e9\u{1f600}',
    '/a\\b?q=\r\n#f',
  ]
  for (const path of paths) expect((await web.read(server.url + path)).text).toBe('ok')
  expect(server.requests.map((head) => head.split('\r\n')[0])).toEqual([
    'GET //evil.example/a HTTP/1.1',
    'GET /http://evil.example/ HTTP/1.1',
    'GET /@evil.example HTTP/1.1',
    'GET /aX:%20y HTTP/1.1',
    'GET /a%20b HTTP/1.1',
    'GET /%C3%A9%F0%9F%98%80 HTTP/1.1',
    'GET /a/b?q= HTTP/1.1',
  ])
})

test("CVE-2026-6276: a Host other than the URL's is refused, and a remedy named", async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using web = client()
  const reading = web.read(server.url, { headers: { host: 'evil.example' } })
  await expect(reading).rejects.toMatchObject({
    code: 'DEFINITION',
    message: expect.stringContaining('resolve'),
  })
  await web.read(server.url, { headers: { host: new URL(server.url).host } })
  expect(server.requests.join('\n').match(/^host:/gim)).toHaveLength(1)
})

test.each(['Transfer-Encoding', 'upgrade', 'Keep-Alive', 'expect', 'content-length'])(
  'a request cannot be framed anew by the header %s',
  async (name) => {
    await using server = await serveRaw(OK)
    await using web = client()
    const reading = web.read(server.url, {
      method: 'POST',
      headers: { [name]: '5' },
      body: bytesBody(Buffer.from('ab')),
    })
    await expect(reading).rejects.toMatchObject({ code: 'DEFINITION' })
    expect(server.sockets).toEqual([])
  },
)

test('CVE-2022-33987: no URL leads to a UNIX socket or a file', async () => {
  await using web = client()
  for (const url of [
    'unix:/var/run/docker.sock',
    'file:///etc/passwd',
    'ftp://shop.example/',
    'data:,x',
    'ws://shop.example/',
  ]) {
    await expect(web.read(url)).rejects.toMatchObject({ code: 'DEFINITION' })
  }
  await expect(web.read('http://unix/var/run/docker.sock:/info')).rejects.toMatchObject({ code: 'DNS' })
})

test.each([
  ['many lines', 'X-Line: 1234567890\r\n'.repeat(10_000)],
  ['one line', `X-Line: ${'x'.repeat(200_000)}\r\n`],
])('CVE-2023-38039: headers without end are refused: %s', async (_how, lines) => {
  await using server = await serveRaw(`HTTP/1.1 200 OK\r\n${lines}Content-Length: 2\r\n\r\nok`)
  await using web = client()
  await expect(web.read(server.url)).rejects.toMatchObject({
    name: 'NetworkError',
    code: 'HEADERS_TOO_LARGE',
  })
  expect(server.requests).toHaveLength(1)
})

test('a response cannot put a line break into its headers', async () => {
  await using server = await serveRaw('HTTP/1.1 200 OK\nLocation: /a\rSet-Cookie: b=c\nX: \x00y\n\n')
  await using web = client()
  const { headers } = (await web.read(server.url)).response
  expect([headers.get('location'), headers.get('set-cookie'), headers.get('x')]).toEqual([
    '/a Set-Cookie: b=c',
    null,
    'y',
  ])
})

test('CVE-2024-24750: a response that is let go of unread frees its connection', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  await using server = await serveRaw((socket) =>
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n${'x'.repeat(200_000)}`),
  )
  await using web = client()
  await letGo(web, server.url)
  for (let count = 0; count < 50 && !server.sockets[0]?.destroyed; count++) {
    await sleep(20)
    collect()
  }
  expect(server.sockets[0]?.destroyed).toBe(true)
})

test('CVE-2024-24750: so does one whose body trickles on for ever', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  await using server = await serveRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n')
    const trickle = setInterval(() => socket.write('x'), 3)
    socket.on('close', () => clearInterval(trickle))
  })
  await using web = client()
  await letGo(web, server.url)
  for (let count = 0; count < 100 && !server.sockets[0]?.destroyed; count++) {
    await sleep(20)
    collect()
  }
  expect(server.sockets[0]?.destroyed).toBe(true)
})

async function letGo(web: Client, url: string): Promise<void> {
  const { status } = await web.open(url)
  expect(status).toBe(200)
}

test('credentials of a URL are not in errors', async () => {
  await using web = client()
  const error: unknown = await web
    .read('http://user:hush@no-such-host.invalid/')
    .catch((error: unknown) => error)
  expect(String(error)).not.toContain('hush')
})

test('the process can exit after close, and while connections are idle', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  const script = fileURLToPath(new URL('exit-script.ts', import.meta.url))
  for (const ending of ['close', 'idle']) {
    const { stdout } = await promisify(execFile)(process.execPath, [script, server.url, ending], {
      timeout: 10_000,
    })
    const took = Number(stdout)
    expect(took).toBeLessThan(3000)
  }
})
