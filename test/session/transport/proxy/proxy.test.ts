import { expect, test } from 'vitest'

import { Secret } from '../../../../packages/core/src/session/secret.ts'
import { authority } from '../certificate.ts'
import { closedPort, OK, serveRaw } from '../raw-server.ts'
import { serveSecure } from '../secure-server.ts'
import { client } from '../transport-client.ts'
import { httpProxy } from './proxy-servers.ts'

const { cert: ca, issue } = authority()
const own = issue(['localhost', 'shop.example'])
const basic = (credentials: string) =>
  `Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}`

test('http goes to the proxy with its whole URL and the Host of the site', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using proxy = await httpProxy()
  await using web = client({ proxy: `http://127.0.0.1:${proxy.port}` })
  expect((await web.read(`${server.url}/a?b`)).text).toBe('ok')
  expect(proxy.seen[0]?.split('\r\n').slice(0, 2)).toEqual([
    `GET ${server.url}/a?b HTTP/1.1`,
    `host: 127.0.0.1:${server.port}`,
  ])
  expect((await web.read(`${server.url}/c`)).response.socketReused).toBe(true)
})

test('https goes through a tunnel, and the site is verified within it', async () => {
  await using server = await serveSecure(own)
  await using proxy = await httpProxy()
  const through = `http://127.0.0.1:${proxy.port}`
  await using web = client({ proxy: through, tls: { ca } })
  const { text, response } = await web.read(`https://localhost:${server.port}/a`)
  expect([text, response.httpVersion]).toEqual(['secure /a', '2'])
  expect(proxy.seen).toEqual([`CONNECT localhost:${server.port} HTTP/1.1\r\nHost: localhost:${server.port}`])
})

test('an https proxy is itself verified, whatever holds for the site', async () => {
  await using server = await serveSecure(own)
  await using proxy = await httpProxy({ certificate: own })
  const through = `https://localhost:${proxy.port}`
  await using careless = client({ proxy: through, tls: { verify: false } })
  await expect(careless.read(`https://localhost:${server.port}/`)).rejects.toMatchObject({ code: 'TLS' })
  expect(proxy.seen).toEqual([])
  await using web = client({ proxy: through, tls: { ca } })
  expect((await web.read(`https://localhost:${server.port}/`)).text).toBe('secure /')
})

const LOGINS = [
  ['in the URL, percent-encoded', (port: number) => `http://us%40er:p%3Ass@127.0.0.1:${port}`],
  ['in a URL object', (port: number) => new URL(`http://us%40er:p%3Ass@127.0.0.1:${port}`)],
  ['in a secret URL', (port: number) => new Secret(() => `http://us%40er:p%3Ass@127.0.0.1:${port}`)],
  [
    'beside the URL, as a secret',
    (port: number) => ({ url: `127.0.0.1:${port}`, username: 'us@er', password: new Secret(() => 'p:ss') }),
  ],
] as const

test.each(LOGINS)('credentials %s reach the proxy and no site', async (_how, proxyOf) => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using secure = await serveSecure(own)
  await using proxy = await httpProxy({ credentials: 'us@er:p:ss' })
  await using web = client({ proxy: proxyOf(proxy.port), tls: { ca } })
  await web.read(server.url)
  await web.read(`https://localhost:${secure.port}/`)
  expect(proxy.seen.map((head) => head.includes(basic('us@er:p:ss')))).toEqual([true, true])
  expect(server.requests[0]?.toLowerCase()).not.toContain('proxy-')
})

test.each(['http', 'https'])(
  'PROXY_AUTH with a remedy when the proxy wants credentials for %s',
  async (scheme) => {
    await using proxy = await httpProxy({ credentials: 'user:pass' })
    await using nobody = client({ proxy: `http://127.0.0.1:${proxy.port}` })
    await expect(nobody.read(`${scheme}://shop.example/`)).rejects.toMatchObject({
      name: 'NetworkError',
      code: 'PROXY_AUTH',
      message: expect.stringContaining('give them with the proxy'),
    })
    await using wrong = client({ proxy: `http://user:hush@127.0.0.1:${proxy.port}` })
    const error: unknown = await wrong.read(`${scheme}://shop.example/`).catch((error: unknown) => error)
    expect(String(error)).toMatch(/refuses these credentials/)
    expect(String(error)).not.toContain('hush')
  },
)

test('CVE-2026-3784: a tunnel is not reused with other credentials', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using proxy = await httpProxy()
  let user = 'one'
  await using web = client({ proxy: () => `http://${user}:x@127.0.0.1:${proxy.port}` })
  await web.read(server.url)
  user = 'two'
  expect((await web.read(server.url)).response.socketReused).toBe(false)
  expect(proxy.seen.map((head) => head.includes(basic(`${user}:x`)))).toEqual([false, true])
})

test('GHSA-6cv7-626c-qhqw: a Proxy-Authorization header is refused through a proxy', async () => {
  await using server = await serveSecure(own)
  await using proxy = await httpProxy()
  await using web = client({ proxy: `http://127.0.0.1:${proxy.port}`, tls: { ca } })
  const headers = new Map([['PROXY-authorization', 'Basic aHVzaA==']])
  const reading = web.read(`https://localhost:${server.port}/`, { headers })
  await expect(reading).rejects.toMatchObject({ code: 'DEFINITION' })
  expect(proxy.seen).toEqual([])
})

test('a function chooses by URL; null, undefined and an empty text go direct', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using proxy = await httpProxy()
  const answers = [null, undefined, '', `127.0.0.1:${proxy.port}`]
  const asked: string[] = []
  await using web = client({ proxy: (url) => (asked.push(url.pathname), answers.shift()) })
  for (const path of ['/1', '/2', '/3', '/4']) await web.read(server.url + path)
  expect(asked).toEqual(['/1', '/2', '/3', '/4'])
  expect(proxy.seen.map((head) => head.split(' ')[1])).toEqual([`${server.url}/4`])
})

test('a proxy that is none is refused at construction, without its text', async () => {
  for (const proxy of ['http://', 'ftp://user:hush@127.0.0.1', 'socks4://127.0.0.1:1', 'user:hush@:80']) {
    expect(() => client({ proxy })).toThrow(/^proxy is not a URL that can be used: give http:/)
    expect(() => client({ proxy })).not.toThrow(/hush/)
    await using web = client({ proxy: () => proxy })
    await expect(web.read('http://shop.example/')).rejects.toMatchObject({ code: 'DEFINITION' })
  }
})

test('PROXY when it answers no, or not in its protocol; ECONNREFUSED when it is not there', async () => {
  const answers: [string, RegExp][] = [
    ['HTTP/1.1 403 Forbidden\r\n\r\n', /answered 403/],
    ['HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n', /answered 302/],
    ['hello\r\n\r\n', /gave no HTTP answer/],
    ['', /closed the connection/],
  ]
  for (const [answer, message] of answers) {
    await using proxy = await httpProxy({ refuse: (socket) => socket.end(answer) })
    await using web = client({ proxy: `http://127.0.0.1:${proxy.port}` })
    await expect(web.read('https://shop.example/')).rejects.toMatchObject({
      code: 'PROXY',
      message: expect.stringMatching(message),
    })
  }
  await using web = client({ proxy: `http://127.0.0.1:${await closedPort()}` })
  await expect(web.read('https://shop.example/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('limits of the pool and of time hold through a proxy', async () => {
  await using server = await serveRaw((socket, head) => {
    if (!head.includes('/silent')) setTimeout(() => socket.write(OK), 20)
  })
  await using proxy = await httpProxy()
  await using web = client({ proxy: `http://127.0.0.1:${proxy.port}`, connections: 2 })
  let most = 0
  const watching = setInterval(() => (most = Math.max(most, proxy.sockets.size)), 1)
  await Promise.all(Array.from({ length: 20 }, () => web.read(server.url)))
  clearInterval(watching)
  expect(most).toBe(2)
  const started = performance.now()
  const silent = web.read(`${server.url}/silent`, { limits: { headers: 100 } })
  await expect(silent).rejects.toMatchObject({ code: 'HEADERS_TIMEOUT' })
  expect(performance.now() - started).toBeLessThan(400)
  await using deaf = await httpProxy({ refuse: () => {} })
  await using waiting = client({ proxy: `http://127.0.0.1:${deaf.port}` })
  const tunnel = waiting.read('https://shop.example/', { limits: { connect: 100 } })
  await expect(tunnel).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' })
})

test('a proxy for one request beats that of the session, null goes direct', async () => {
  await using server = await serveRaw((socket) => socket.write(OK))
  await using proxy = await httpProxy()
  await using web = client({ proxy: `http://127.0.0.1:${proxy.port}` })
  await web.read(server.url, { proxy: null })
  expect(proxy.seen).toEqual([])
  await using direct = client()
  await direct.read(server.url, { proxy: `http://127.0.0.1:${proxy.port}` })
  expect(proxy.seen).toHaveLength(1)
})
