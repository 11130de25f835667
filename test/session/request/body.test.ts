import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import type { RequestOptions } from '../../../packages/core/src/session/options.ts'
import { Secret } from '../../../packages/core/src/session/secret.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

/** What a server sees of a POST. */
async function posted(options: RequestOptions) {
  await using server = await serve((_, response) => response.end())
  await using session = new Session({ site: server.url })
  await session.post('/', options)
  return server.requests[0]!
}

const secret = new Secret(() => 'open sesame')

test('json is sent as JSON, with its type and length', async () => {
  const { body, headers } = await posted({ json: { a: [1, null], é: '☃' } })
  expect(body).toBe('{"a":[1,null],"é":"☃"}')
  expect(headers['content-type']).toBe('application/json')
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
})

test.each([
  [null, 'null'],
  [0, '0'],
  [false, 'false'],
  ['', '""'],
])('json may be %j', async (json, expected) => {
  expect((await posted({ json })).body).toBe(expected)
})

test('form is sent as a browser does', async () => {
  const { body, headers } = await posted({
    form: { 'a b': '1&2', c: ['x', 'y'], d: 3, e: true, f: null, g: undefined, h: '☃' },
  })
  expect(body).toBe('a+b=1%262&c=x&c=y&d=3&e=true&h=%E2%98%83')
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
})

test('a form is also pairs or URLSearchParams, in their order', async () => {
  const pairs: [string, string][] = [
    ['b', '1'],
    ['a', '2'],
    ['b', '3'],
  ]
  expect((await posted({ form: pairs })).body).toBe('b=1&a=2&b=3')
  expect((await posted({ form: new URLSearchParams(pairs) })).body).toBe('b=1&a=2&b=3')
  expect((await posted({ body: new URLSearchParams(pairs) })).headers['content-type']).toMatch(/urlencoded/)
})

test('secrets are revealed on the wire alone', async () => {
  expect((await posted({ form: { p: secret } })).body).toBe('p=open+sesame')
  expect((await posted({ json: { deep: [{ p: secret }] } })).body).toBe('{"deep":[{"p":"open sesame"}]}')
  expect((await posted({ multipart: { p: secret } })).body).toContain('open sesame')
})

test.each<[string, RequestOptions, string, string | undefined]>([
  ['text', { body: 'é' }, 'é', 'text/plain;charset=UTF-8'],
  ['bytes', { body: Uint8Array.of(97, 98) }, 'ab', undefined],
  ['a part of a buffer', { body: new Uint8Array(Buffer.from('xaby').buffer.slice(0), 0, 0) }, '', undefined],
  ['an ArrayBuffer', { body: Uint8Array.of(97).buffer }, 'a', undefined],
  ['a view', { body: new DataView(Uint8Array.of(97, 98, 99).buffer, 1, 1) }, 'b', undefined],
  ['a Blob', { body: new Blob(['x'], { type: 'image/png' }) }, 'x', 'image/png'],
  ['nothing', { body: null }, '', undefined],
])('body may be %s', async (_, options, body, type) => {
  const seen = await posted(options)
  expect(seen.body).toBe(body)
  expect(seen.headers['content-type']).toBe(type)
})

test('a stream is sent in chunks, a factory is opened for each try', async () => {
  const stream = await posted({ body: Readable.from([Buffer.from('a'), Buffer.from('b')]) })
  expect(stream.body).toBe('ab')
  expect(stream.headers['transfer-encoding']).toBe('chunked')
  const web = new Blob(['web']).stream()
  expect((await posted({ body: web })).body).toBe('web')
  expect((await posted({ body: () => Buffer.from('made') })).body).toBe('made')
})

test('a Content-Type of your own is kept, and sent once', async () => {
  const { rawHeaders } = await posted({ json: {}, headers: { 'content-type': 'application/ld+json' } })
  const types = rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'content-type')
  expect(types).toEqual(['application/ld+json'])
})

test('Content-Length stands once, whatever is given (CVE-2026-1525)', async () => {
  const { rawHeaders } = await posted({ body: 'abc', headers: { 'Content-Length': '3' } })
  expect(rawHeaders.filter((name) => name.toLowerCase() === 'content-length')).toHaveLength(1)
  await expect(posted({ body: 'abc', headers: { 'Content-Length': '5' } })).rejects.toBeInstanceOf(
    DefinitionError,
  )
  await expect(posted({ body: 'abc', headers: { 'Transfer-Encoding': 'chunked' } })).rejects.toBeInstanceOf(
    DefinitionError,
  )
})

test('POST without a body says so', async () => {
  expect((await posted({})).headers['content-length']).toBe('0')
})

test('of json, form, multipart and body only one may be given', async () => {
  // @ts-expect-error two bodies do not compile
  await expect(posted({ json: 1, form: {} })).rejects.toThrow('a request has json and form')
  // @ts-expect-error two bodies do not compile
  await expect(posted({ body: 'x', multipart: {} })).rejects.toBeInstanceOf(DefinitionError)
  await expect(posted({ json: () => 1 })).rejects.toThrow(/JSON cannot express/)
  await expect(posted({ body: 5 as unknown as string })).rejects.toBeInstanceOf(DefinitionError)
})

test('a body is compressed when asked, and says so', async () => {
  const bytes: Buffer[] = []
  await using server = await serve((_, response) => response.end())
  await using session = new Session({
    site: server.url,
    async transport({ body, headers }) {
      const source = body?.open() ?? []
      bytes.push(Buffer.concat(source instanceof Uint8Array ? [source] : await Array.fromAsync(source)))
      return { headers: { seen: String(headers.get('content-encoding')), length: String(body?.length) } }
    },
  })
  const text = 'abc'.repeat(1000)
  const known = await session.post('/', { body: text, compress: 'gzip' })
  expect(known.headers.get('seen')).toBe('gzip')
  expect(Number(known.headers.get('length'))).toBe(bytes[0]?.length)
  const streamed = await session.post('/', { body: Readable.from([Buffer.from(text)]), compress: 'gzip' })
  expect(streamed.headers.get('length')).toBe('undefined')
  expect(bytes.map((each) => gunzipSync(each).toString())).toEqual([text, text])
  await expect(session.post('/', { body: 'x', compress: 'br' as 'gzip' })).rejects.toThrow(/gzip/)
})
