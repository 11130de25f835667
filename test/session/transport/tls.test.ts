import { once } from 'node:events'

import { expect, test } from 'vitest'

import { Secret } from '../../../packages/core/src/session/secret.ts'
import { authority } from './certificate.ts'
import { serveRaw } from './raw-server.ts'
import { serveSecure } from './secure-server.ts'
import { client } from './transport-client.ts'

const { cert: ca, issue } = authority()
const own = issue(['localhost', '127.0.0.1'])

test('a certificate of a known authority for the right host is taken', async () => {
  await using server = await serveSecure(own)
  await using web = client({ tls: { ca } })
  const { text, response } = await web.read(`https://localhost:${server.port}/a`)
  expect([text, response.timings().tls > 0]).toEqual(['secure /a', true])
  expect((await web.read(`https://127.0.0.1:${server.port}/b`)).text).toBe('secure /b')
  expect(server.requests.map(({ servername }) => servername)).toEqual(['localhost', false])
})

test.each([
  ['an unknown authority', own, {}],
  ['another host', issue(['other.example']), { ca }],
  ['a past date', issue(['localhost'], { days: -1 }), { ca }],
])('TLS with a remedy for a certificate of %s', async (_what, certificate, tls) => {
  await using server = await serveSecure(certificate)
  await using web = client({ tls })
  const reading = web.read(`https://localhost:${server.port}/`)
  await expect(reading).rejects.toMatchObject({
    name: 'NetworkError',
    code: 'TLS',
    message: expect.stringContaining('tls.ca'),
  })
  expect(server.requests).toEqual([])
})

test('CVE-2024-35195: verify: false holds for its own session only', async () => {
  await using server = await serveSecure(own)
  await using careless = client({ tls: { verify: false } })
  await using careful = client()
  expect((await careless.read(`https://localhost:${server.port}/`)).text).toBe('secure /')
  await expect(careful.read(`https://localhost:${server.port}/`)).rejects.toMatchObject({ code: 'TLS' })
})

test('the environment does not turn verification off', async () => {
  await using server = await serveSecure(own)
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  try {
    await using web = client()
    await expect(web.read(`https://localhost:${server.port}/`)).rejects.toMatchObject({ code: 'TLS' })
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  }
})

test('servername is asked for and found in the certificate instead of the host', async () => {
  await using server = await serveSecure(issue(['shop.example']))
  await using web = client({ tls: { ca, servername: 'shop.example' } })
  await web.read(`https://127.0.0.1:${server.port}/`)
  expect(server.requests[0]?.servername).toBe('shop.example')
})

test('a client certificate is shown, its passphrase a secret', async () => {
  const { createPrivateKey } = await import('node:crypto')
  const passphrase = new Secret(() => 'sesame')
  const key = createPrivateKey(own.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'sesame',
  })
  await using server = await serveSecure(own, { requestCert: true, ca, rejectUnauthorized: true })
  await using web = client({ tls: { ca, cert: own.cert, key: key.toString(), passphrase } })
  expect((await web.read(`https://localhost:${server.port}/`)).text).toBe('secure /')
  await using nobody = client({ tls: { ca } })
  await expect(nobody.read(`https://localhost:${server.port}/`)).rejects.toMatchObject({
    name: 'NetworkError',
  })
})

test('DEFINITION when certificate and key cannot be read, without a word of the key', async () => {
  await using server = await serveSecure(own)
  await using web = client({ tls: { cert: own.cert, key: 'hush-hush' } })
  const error: unknown = await web.read(`https://localhost:${server.port}/`).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'DEFINITION' })
  expect(String(error)).not.toContain('hush-hush')
})

test.each(['/etc/ssl/ca.pem', '', ca.slice(0, 200)])(
  'a ca that is no certificate is refused: %j',
  async (text) => {
    await using web = client({ tls: { ca: [ca, text] } })
    await using server = await serveSecure(own)
    await expect(web.read(`https://localhost:${server.port}/`)).rejects.toThrow(
      /^tls.ca is no certificate in PEM: give the text of the file/,
    )
  },
)

test('minVersion refuses an older protocol', async () => {
  await using server = await serveSecure(own, { maxVersion: 'TLSv1.2' })
  await using web = client({ tls: { ca, minVersion: 'TLSv1.3' } })
  await expect(web.read(`https://localhost:${server.port}/`)).rejects.toMatchObject({ code: 'TLS' })
})

test('a server that does not speak TLS gives TLS, one that hangs up ECONNRESET', async () => {
  await using plain = await serveRaw(() => {})
  plain.sockets.length = 0
  const { createServer } = await import('node:net')
  const server = createServer((socket) => socket.end('SSH-2.0-hello\r\n')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  await using web = client()
  await expect(web.read(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
    code: 'TLS',
    message: expect.stringContaining(
      'which does not speak TLS there: is it http://, or another port?',
    ) as string,
  })
  server.removeAllListeners('connection').on('connection', (socket) => socket.end())
  await expect(web.read(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'ECONNRESET' })
  server.close()
})

test('CONNECT_TIMEOUT when the handshake takes too long', async () => {
  await using silent = await serveRaw(() => {})
  await using web = client()
  const reading = web.read(`https://127.0.0.1:${silent.port}/`, { limits: { connect: 100 } })
  await expect(reading).rejects.toMatchObject({ name: 'TimeoutError', code: 'CONNECT_TIMEOUT' })
})

test('a session resumes its own TLS sessions, never those of another', async () => {
  await using server = await serveSecure(own)
  const url = `https://localhost:${server.port}/`
  await using one = client({ tls: { ca }, http2: false })
  await one.read(url, { headers: { connection: 'close' } })
  await one.read(url, { headers: { connection: 'close' } })
  await using other = client({ tls: { ca }, http2: false })
  await other.read(url)
  expect(server.resumed).toEqual([false, true, false])
})

test('ca leaves no other authority trusted', async () => {
  await using server = await serveSecure(own)
  await using web = client({ tls: { ca: authority('another').cert } })
  await expect(web.read(`https://localhost:${server.port}/`)).rejects.toMatchObject({ code: 'TLS' })
})
