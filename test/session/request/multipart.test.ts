import { openAsBlob } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'

import { expect, test } from 'vitest'

import type { MultipartInit } from '../../../packages/core/src/session/request/multipart-parts.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

async function posted(multipart: MultipartInit) {
  await using server = await serve((_, response) => response.end())
  await using session = new Session({ site: server.url })
  await session.post('/', { multipart })
  const { headers, body } = server.requests[0]!
  const boundary = /boundary=(.*)/.exec(headers['content-type'] ?? '')?.[1] ?? ''
  return { headers, boundary, parts: body.replaceAll(boundary, 'B') }
}

test('texts and files are parts in their order, with a length where it is known', async () => {
  const { headers, parts } = await posted({
    text: 'a',
    tags: ['x', 'y'],
    none: null,
    bytes: Buffer.from('raw'),
    file: new File(['page'], 'a.html', { type: 'text/html' }),
    csv: { data: 'a;b', filename: 'a.csv', type: 'text/csv' },
  })
  expect(parts).toBe(
    [
      '--B\r\nContent-Disposition: form-data; name="text"\r\n\r\na\r\n',
      '--B\r\nContent-Disposition: form-data; name="tags"\r\n\r\nx\r\n',
      '--B\r\nContent-Disposition: form-data; name="tags"\r\n\r\ny\r\n',
      '--B\r\nContent-Disposition: form-data; name="bytes"; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\nraw\r\n',
      '--B\r\nContent-Disposition: form-data; name="file"; filename="a.html"\r\nContent-Type: text/html\r\n\r\npage\r\n',
      '--B\r\nContent-Disposition: form-data; name="csv"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\na;b\r\n',
      '--B--\r\n',
    ].join(''),
  )
  expect(Number(headers['content-length'])).toBeGreaterThan(parts.length)
})

test('the boundary cannot be guessed and is new for each body (CVE-2025-22150)', async () => {
  const boundaries = [await posted({ a: '1' }), await posted({ a: '1' })].map(({ boundary }) => boundary)
  expect(boundaries[0]).toMatch(/^----latchkey[0-9a-f]{32}$/)
  expect(boundaries[0]).not.toBe(boundaries[1])
})

test('names and file names cannot break out of their quotes; line breaks are those of browsers', async () => {
  const { parts } = await posted({
    'a"\r\nb\nc': 'x\ny\r\nz\r',
    file: new File(['\n'], 'a"\r\n.txt', { type: 'text/plain' }),
    'é☃\\': '1',
  })
  expect(parts).toContain('name="a%22%0D%0Ab%0D%0Ac"\r\n\r\nx\r\ny\r\nz\r\n\r\n')
  expect(parts).toContain('filename="a%22%0D%0A.txt"')
  expect(parts).toContain('name="é☃\\"')
  expect(parts).toContain('\r\n\r\n\n\r\n--B')
})

test('a content type with a line break is refused (CVE-2022-35948)', async () => {
  await expect(posted({ a: { data: 'x', filename: 'f', type: 'text/plain\r\nX: 1' } })).rejects.toThrow(
    /content type/,
  )
  await expect(posted({ a: { data: 'x', type: 'text/☃' } })).rejects.toThrow(/content type/)
})

test('a FormData is sent as it is', async () => {
  const form = new FormData()
  form.append('a', '1')
  form.append('f', new Blob(['x']), 'n.bin')
  const { parts } = await posted(form)
  expect(parts).toContain('name="a"\r\n\r\n1\r\n')
  expect(parts).toContain('filename="n.bin"\r\nContent-Type: application/octet-stream\r\n\r\nx')
})

test('a file on disk is streamed with its length', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'latchkey-')), 'f.txt')
  await writeFile(path, 'on disk')
  const { headers, parts } = await posted({ file: { data: await openAsBlob(path), filename: 'f.txt' } })
  expect(parts).toContain('\r\n\r\non disk\r\n')
  expect(headers['content-length']).toBeDefined()
})

test('a stream without a length is sent in chunks, one with its length is not', async () => {
  const stream = () => Readable.from([Buffer.from('abc')])
  const chunked = await posted({ f: { data: stream(), filename: 'f' } })
  expect(chunked.headers['transfer-encoding']).toBe('chunked')
  expect(chunked.parts).toContain('\r\n\r\nabc\r\n')
  const known = await posted({ f: { data: stream(), filename: 'f', length: 3 } })
  expect(known.headers['content-length']).toBeDefined()
  expect(known.parts).toContain('\r\n\r\nabc\r\n')
})

test('an empty form still ends', async () => {
  expect((await posted({})).parts).toBe('--B--\r\n')
})
