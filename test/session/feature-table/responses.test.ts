/** The rows of the feature table (SESSION.md section 3) about what comes back and what is kept, each by its name. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

import { afterAll, expect, test } from 'vitest'

import { formatCookiesTxt, parseCookiesTxt } from '../../../packages/core/src/session/formats/cookies-txt.ts'
import { parseCurl } from '../../../packages/core/src/session/formats/curl/curl-command.ts'
import { formatCurl } from '../../../packages/core/src/session/formats/curl/curl-format.ts'
import { parseHarCookies } from '../../../packages/core/src/session/formats/har/har-cookies.ts'
import { HarRecorder } from '../../../packages/core/src/session/formats/har/har-recorder.ts'
import { replayHar } from '../../../packages/core/src/session/formats/har/har-replay.ts'
import {
  formatStorageState,
  parseStorageState,
} from '../../../packages/core/src/session/formats/storage-state.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

const folder = mkdtempSync(join(tmpdir(), 'feature-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A session that is always given the same page. */
function given(body: Uint8Array | string, headers = {}, options = {}): Session {
  return new Session({ baseUrl: 'https://shop.example', transport: () => ({ body, headers }), ...options })
}

test('streaming: bytes, text and lines by for await; leaving the loop frees the socket', async () => {
  await using server = await serve((_request, response) => response.end('é\n'.repeat(100_000)))
  await using session = new Session({ baseUrl: server.url, connections: 1 })
  let size = 0
  for await (const piece of await session.stream('/')) size += piece.length
  expect(size).toBe(300_000)
  for await (const text of (await session.stream('/')).text()) {
    expect(text).toMatch(/^(é\n)*é?$/)
    break
  }
  for await (const line of (await session.stream('/')).lines()) {
    expect(line).toBe('é')
    break
  }
  expect((await session.get('/')).bytes.raw).toBe(300_000)
})

test('streaming: read() knows sizes and flags; an unknown charset is UTF-8', async () => {
  const body = gzipSync('hello world '.repeat(100)).subarray(0, 30)
  await using session = given(body, {
    'content-encoding': 'gzip',
    'content-type': 'text/html; charset=bogus',
  })
  const response = await (await session.stream('/')).read()
  expect([response.flags, response.bytes.raw]).toEqual([['truncated-encoding'], 30])
  const pieces = await Array.fromAsync((await session.stream('/')).text())
  expect(pieces.join('')).toMatch(/^hello/)
})

test('body limits: maxBody decoded, with the status and headers that came before', async () => {
  await using session = given(gzipSync('x'.repeat(1001)), { 'content-encoding': 'gzip' }, { maxBody: 1000 })
  const response = { status: 200, headers: expect.anything() }
  await expect(session.get('/')).rejects.toMatchObject({ code: 'BODY_TOO_LARGE', response })
  expect((await session.get('/', { maxBody: null })).bytes.decoded).toBe(1001)
})

test.each([
  ['gzip', gzipSync('hello'), []],
  ['x-gzip', gzipSync('hello'), []],
  ['gzip', Buffer.concat([gzipSync('hel'), gzipSync('lo')]), []],
  ['deflate', deflateSync('hello'), []],
  ['deflate', deflateRawSync('hello'), []],
  ['br', brotliCompressSync('hello'), []],
  ['zstd', zstdCompressSync('hello'), []],
  ['gzip, identity', gzipSync('hello'), []],
  ['gzip, br', brotliCompressSync(gzipSync('hello')), []],
  ['unheard-of', Buffer.from('hello'), []],
  ['gzip', Buffer.concat([gzipSync('hello'), Buffer.from('junk')]), ['trailing-garbage']],
  ['gzip', gzipSync('hello').subarray(0, -4), ['truncated-encoding']],
] as const)('decompression: %s', async (coding, body, flags) => {
  await using session = given(body, { 'content-encoding': coding })
  const response = await session.get('/')
  expect([response.text, response.flags]).toEqual(['hello', flags])
})

test.each([
  ['BOM over header', Buffer.from('\uFEFFé'), 'text/html; charset=iso-8859-1', 'é'],
  ['header', Buffer.from([0x93, 0xe9]), 'text/html; charset=ISO-8859-1', '“é'],
  ['meta', Buffer.from('<meta charset=koi8-r>\xC1', 'latin1'), 'text/html', '<meta charset=koi8-r>а'],
  ['valid UTF-8', Buffer.from('é'), 'text/html', 'é'],
  ['windows-1252', Buffer.from([0xe9]), 'text/html', 'é'],
])('charset: %s', async (_what, body, type, expected) => {
  await using session = given(body, { 'content-type': type })
  expect((await session.get('/')).text).toBe(expected)
})

test('charset: the override of a request beats all, the default of a session comes last but one', async () => {
  await using session = given(Buffer.from([0xe0]), { 'content-type': 'text/html; charset=utf-8' })
  expect((await session.get('/', { charset: 'windows-1251' })).text).toBe('а')
  await using russian = given(
    Buffer.from([0xe0]),
    { 'content-type': 'text/html' },
    { charset: 'windows-1251' },
  )
  expect((await russian.get('/')).text).toBe('а')
})

test('json: UTF-8, UTF-16 and UTF-32 with a byte order mark; PARSE with a position and no content', async () => {
  const wide = Buffer.from(Uint32Array.from('\uFEFF{"a":"é"}', (letter) => letter.charCodeAt(0)).buffer)
  for (const body of [Buffer.from('\uFEFF{"a":"é"}'), Buffer.from('\uFEFF{"a":"é"}', 'utf16le'), wide])
    expect((await given(body).get('/')).json()).toEqual({ a: 'é' })
  const broken = await given('{"password": hunter2}').get('/')
  expect(() => broken.json()).toThrow(
    expect.objectContaining({ code: 'PARSE', message: expect.not.stringContaining('hunter2') }),
  )
})

test('hooks, events: beforeRequest, afterResponse, beforeRedirect, beforeRetry, onError and onCookie, in order', async () => {
  const seen: string[] = []
  const note = (name: string) => async () => void seen.push(name)
  const names = ['beforeRequest', 'afterResponse', 'beforeRedirect', 'beforeRetry', 'onError', 'onCookie']
  const hooks = Object.fromEntries(names.map((name) => [name, note(name)]))
  const answers = [{ status: 302, headers: { location: '/b', 'set-cookie': 'a=1' } }, { status: 503 }]
  const transport = () => answers.shift() ?? { status: 302, headers: { location: 'ftp://shop.example' } }
  await using session = given('', {}, { transport, hooks, retry: { base: 1 } })
  await expect(session.get('/')).rejects.toMatchObject({ code: 'REDIRECT_SCHEME' })
  expect(seen.join(' ')).toBe(
    'beforeRequest onCookie afterResponse beforeRedirect beforeRequest afterResponse beforeRetry beforeRequest afterResponse onError',
  )
})

test('mount per prefix: the longest that ends where a segment does', async () => {
  const say = (body: string) => () => ({ body })
  const transport = {
    'https://a.example': say('all'),
    'https://a.example/v1': say('v1'),
    'https://a.example/v1/x': say('x'),
  }
  await using session = new Session({ transport })
  const texts = ['/', '/v1', '/v10', '/v1/y', '/v1/x', '/v1/xy'].map(
    async (path) => (await session.get(`https://a.example${path}`)).text,
  )
  expect(await Promise.all(texts)).toEqual(['all', 'v1', 'all', 'v1', 'x', 'v1'])
})

test('persistence: cookies, headers and nonces, no secrets, 0600, session cookies kept or dropped', async () => {
  const path = join(folder, 'session.json')
  await using session = given('', { 'set-cookie': ['s=1', 'p=2; Max-Age=100'] })
  await session.get('/')
  session.headers.merge({ 'X-Plain': 'kept', Authorization: 'secret' })
  await session.save(path)
  await using loaded = await Session.load(path)
  expect([loaded.cookies.get('s'), loaded.cookies.get('p'), loaded.headers.get('x-plain')]).toEqual([
    '1',
    '2',
    'kept',
  ])
  expect([loaded.headers.has('authorization'), statSync(path).mode & 0o777]).toEqual([false, 0o600])
  expect(session.state({ sessionCookies: 'drop' }).cookies.cookies.map(({ name }) => name)).toEqual(['p'])
})

test('elapsed: each phase, whether the socket was used before, and bytes in and out, raw and decoded', async () => {
  const body = gzipSync('x'.repeat(1000))
  await using server = await serve((_request, response) =>
    response.setHeader('content-encoding', 'gzip').end(body),
  )
  await using session = new Session({ baseUrl: server.url })
  const first = await session.get('/')
  const second = await session.get('/')
  expect(Object.keys(first.timings)).toEqual([
    'queue',
    'dns',
    'connect',
    'tls',
    'firstByte',
    'download',
    'total',
  ])
  expect(first.timings.connect).toBeGreaterThan(0)
  expect([first.socketReused, second.socketReused, second.timings.connect]).toEqual([false, true, 0])
  expect(first.bytes).toEqual({ raw: body.length, decoded: 1000 })
  const pieces = (async function* () {
    yield Buffer.from('four')
    yield Buffer.from('teen')
  })()
  expect((await session.post('/', { body: pieces })).sentBytes).toBe(8)
  expect((await session.post('/', { form: { a: '1' } })).sentBytes).toBe(3)
})

test('link headers: resolved, several relations, commas in quotes and URLs', async () => {
  const link = ['</b?x=1,2>; rel="next prefetch"; title="a, b"', '<c>; rel=prev']
  await using session = given('', { link })
  const { links } = await session.get('/a/')
  expect(links.map(({ url, rels }) => [url.href, rels])).toEqual([
    ['https://shop.example/b?x=1,2', ['next', 'prefetch']],
    ['https://shop.example/a/c', ['prev']],
  ])
})

test('raise_for_status: nothing throws by itself, throwIfNotOk does for all but 2xx', async () => {
  for (const status of [199 + 1, 204, 299, 304, 400, 404, 500, 599]) {
    await using session = new Session({ transport: () => ({ status }), retry: false })
    const response = await session.get('https://shop.example/')
    if (response.ok) expect(response.throwIfNotOk()).toBe(response)
    else
      expect(() => response.throwIfNotOk()).toThrow(
        expect.objectContaining({ name: 'StatusError', status, response }),
      )
  }
})

test('iter_lines: \\n, \\r\\n and \\r, also across pieces and within characters of several bytes', async () => {
  const bytes = Buffer.from('a\r\nbé\rc\n\nd')
  await using server = await serve(async (_request, response) => {
    for (const byte of bytes)
      await new Promise<void>((resolve) => response.write(Uint8Array.of(byte), () => resolve()))
    response.end()
  })
  await using session = new Session({ baseUrl: server.url })
  expect(await Array.fromAsync((await session.stream('/')).lines())).toEqual(['a', 'bé', 'c', '', 'd'])
})

test('exports: cookies.txt, storageState, HAR and curl, each both ways', async () => {
  const har = new HarRecorder({ secrets: true })
  await using session = given(
    'page',
    { 'set-cookie': 'a=1; Secure; Path=/; HttpOnly' },
    { hooks: { afterResponse: har.record } },
  )
  await session.get('/x')
  const all = session.cookies.all()
  const facts = (cookies: Iterable<object>) =>
    Array.from(cookies, (cookie) => expect.objectContaining(cookie))
  const expected = [{ name: 'a', value: '1', secure: true, httpOnly: true, path: '/' }]
  expect(parseCookiesTxt(formatCookiesTxt(all))).toEqual(facts(expected))
  expect(parseStorageState(JSON.stringify(formatStorageState(all)))).toEqual(facts(expected))
  expect(parseHarCookies(JSON.stringify(har))).toEqual(facts(expected))
  const { method, url, body } = parseCurl(formatCurl(session.build('PUT', '/x?y=1', { body: "it's\n" })))
  expect([method, url.href, body]).toEqual(['PUT', 'https://shop.example/x?y=1', "it's\n"])
})

test('mock: a transport function makes tests trivial, and a HAR is replayed', async () => {
  const har = new HarRecorder()
  await using session = given('recorded', {}, { hooks: { afterResponse: har.record } })
  await session.get('/x')
  await using replayed = new Session({ transport: replayHar(har.toJSON()) })
  expect((await replayed.get('https://shop.example/x')).text).toBe('recorded')
})
