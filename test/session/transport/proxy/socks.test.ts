import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { authority } from '../certificate.ts'
import { OK, serveRaw } from '../raw-server.ts'
import { serveSecure } from '../secure-server.ts'
import { client } from '../transport-client.ts'
import { httpProxy, socksProxy } from './proxy-servers.ts'

const { cert: ca, issue } = authority()
const own = issue(['localhost', 'shop.example'])

test.each(['http', 'https', 'socks5', 'socks5h'])(
  'CVE-2022-32210, CVE-2026-9697: a %s proxy does not end verification',
  async (kind) => {
    await using server = await serveSecure(own)
    const certificate = authority().issue(['localhost'])
    await using proxy = kind.startsWith('socks')
      ? await socksProxy()
      : await httpProxy(kind === 'https' ? { certificate } : {})
    const through = `${kind}://localhost:${proxy.port}`
    await using unknown = client({ proxy: through, proxyTls: { verify: false } })
    await expect(unknown.read(`https://localhost:${server.port}/`)).rejects.toMatchObject({ code: 'TLS' })
    await using misled = client({
      proxy: through,
      proxyTls: { verify: false },
      tls: { ca },
      resolve: { 'other.example': '127.0.0.1' },
    })
    await expect(misled.read(`https://other.example:${server.port}/`)).rejects.toMatchObject({ code: 'TLS' })
    expect(server.requests).toEqual([])
  },
)

test.each(['socks5', 'socks5h', 'socks'])('%s tunnels http and https', async (kind) => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using secure = await serveSecure(own)
  await using proxy = await socksProxy()
  await using web = client({ proxy: `${kind}://127.0.0.1:${proxy.port}`, tls: { ca } })
  expect((await web.read(server.url)).text).toBe('ok')
  expect((await web.read(`https://localhost:${secure.port}/`)).text).toBe('secure /')
  expect(server.requests[0]).toContain('GET / HTTP/1.1')
})

test('socks5 looks names up here, socks5h has the proxy do it', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using proxy = await socksProxy({
    hosts: { 'shop.example:80': server.port, '127.0.0.9:80': server.port },
  })
  await using here = client({
    proxy: `socks5://127.0.0.1:${proxy.port}`,
    resolve: { 'shop.example': '127.0.0.9' },
  })
  await using there = client({
    proxy: `socks5h://127.0.0.1:${proxy.port}`,
    lookup: () => Promise.reject(new Error('asked')),
  })
  await here.read('http://shop.example/')
  await there.read('http://shop.example/')
  expect(proxy.seen).toEqual(['127.0.0.9:80', 'shop.example:80'])
})

test('CVE-2026-6734: a connection through SOCKS is not reused for another origin', async () => {
  await using one = await serveRaw((socket) => socket.write(OK))
  await using two = await serveRaw((socket) => socket.write(OK.replace('ok', 'no')))
  await using proxy = await socksProxy()
  await using web = client({ proxy: `socks5://127.0.0.1:${proxy.port}`, connections: 1 })
  const texts = [
    (await web.read(one.url)).text,
    (await web.read(two.url)).text,
    (await web.read(one.url)).text,
  ]
  expect(texts).toEqual(['ok', 'no', 'ok'])
  expect(proxy.seen).toEqual([`127.0.0.1:${one.port}`, `127.0.0.1:${two.port}`])
})

test('credentials go through SOCKS5 too', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using proxy = await socksProxy({ credentials: 'user:pass' })
  await using web = client({ proxy: `socks5://user:pass@127.0.0.1:${proxy.port}` })
  expect((await web.read(server.url)).text).toBe('ok')
  await using wrong = client({ proxy: `socks5://user:hush@127.0.0.1:${proxy.port}` })
  const error: unknown = await wrong.read(server.url).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'PROXY_AUTH' })
  expect(String(error)).not.toContain('hush')
})

test.each([
  [2, 'PROXY', /does not allow/],
  [4, 'EHOSTUNREACH', /cannot reach the host/],
  [5, 'ECONNREFUSED', /was refused/],
  [99, 'PROXY', /could not connect/],
])('a SOCKS5 reply of %i is told as what it is', async (reply, code, message) => {
  await using proxy = await socksProxy({
    refuse: (socket) => socket.end(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0])),
  })
  await using web = client({ proxy: `socks5h://127.0.0.1:${proxy.port}` })
  await expect(web.read('http://shop.example/')).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  })
})

test('a SOCKS5 reply that comes byte by byte is read, one that is cut off is an error', async () => {
  await using site = await serveRaw('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  for (const [length, outcome] of [
    [10, 'ok'],
    [5, 'PROXY'],
  ] as const) {
    await using proxy = await socksProxy({
      hosts: { 'shop.example:80': site.port },
      reply: async (socket) => {
        for (let at = 0; at < length; at++) {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).subarray(at, at + 1))
          await sleep(5)
        }
        if (length < 10) socket.end()
      },
    })
    await using web = client({ proxy: `socks5h://127.0.0.1:${proxy.port}` })
    const read = web.read('http://shop.example/').then(
      ({ text }) => text,
      (error: unknown) => (error as { code?: string }).code,
    )
    expect(await read).toBe(outcome)
  }
})

test('lenient reading goes through proxies too', async () => {
  await using server = await serveRaw('HTTP/1.1 200 OK\nContent-Length: 2\n\nok')
  await using http = await httpProxy()
  await using socks = await socksProxy()
  for (const proxy of [`http://127.0.0.1:${http.port}`, `socks5://127.0.0.1:${socks.port}`]) {
    await using web = client({ proxy })
    expect((await web.read(server.url)).text).toBe('ok')
  }
  expect([http.seen.length, socks.seen.length]).toEqual([2, 2])
})
