import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'

import { bearer, type Response, Session } from 'latchkey'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { temporaryFolder, type TemporaryFolder } from '../../support/folder.ts'
import { serve, type TestServer } from '../../support/serve.ts'
import { serveRaw } from '../transport/raw-server.ts'

let folder: TemporaryFolder
let server: TestServer
let session: Session

beforeAll(async () => {
  folder = await temporaryFolder()
  await writeFile(folder.file('up.txt'), 'the file')
  server = await serve(({ url, body, headers }, response) => {
    const isLate = server.requests.filter((request) => request.url === url).length > 1
    if (url.startsWith('/busy') && !isLate) response.statusCode = 503
    if (url === '/signed' && headers.authorization !== 'Bearer new') response.statusCode = 401
    if (/^\/30\d/.test(url)) response.writeHead(Number(url.slice(1, 4)), { location: '/end' })
    response.end(body)
  })
  session = new Session({ site: server.url, retry: { base: 1 } })
})

afterAll(async () => {
  await session.close()
  await server[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const upload = (name = 'up.txt') => createReadStream(folder.file(name))
const token = () => bearer({ token: 'old', refresh: async () => 'new' })
const seen = ({ status, text }: Response) => [status, text]

test('a stream of a file is sent as it is', async () => {
  const response = await session.post('/', { body: upload() })
  expect([response.text, response.sentBytes]).toEqual(['the file', 8])
  expect(server.requests.at(-1)?.headers['transfer-encoding']).toBe('chunked')
  const text = createReadStream(folder.file('up.txt'), 'utf8')
  expect((await session.post('/', { body: text })).sentBytes).toBe(8)
})

test('a stream goes once: where it is needed again, an error says so, and a bad status is the answer', async () => {
  for (const path of ['/307', '/308', '/signed']) {
    await expect(session.post(path, { body: upload(), auth: token() })).rejects.toMatchObject({
      code: 'BODY_NOT_REPLAYABLE',
      message: expect.stringMatching(/a stream can be sent only once: give .*function that opens it/),
    })
  }
  expect(seen(await session.put('/busy', { body: upload() }))).toEqual([503, 'the file'])
})

test('a function opens the file anew for each try, redirect and round of authentication', async () => {
  for (const path of ['/307', '/308', '/signed', '/busy?function']) {
    const response = await session.put(path, { body: () => upload(), auth: token() })
    expect(seen(response)).toEqual([200, 'the file'])
  }
})

test.each([
  ['a stream of a file', () => upload()],
  ['a web stream', () => new Blob(['web']).stream()],
])('%s that was sent already is refused, and not sent as nothing', async (_, open) => {
  const body = open()
  await session.post('/', { body })
  const before = server.requests.length
  await expect(session.post('/', { body })).rejects.toThrow(/was read or closed before.*give a function/)
  expect(server.requests).toHaveLength(before)
})

test('a file of a form that was sent already is refused too', async () => {
  const multipart = { file: { data: Readable.from([Buffer.from('part')]), filename: 'part.txt' } }
  await session.post('/', { multipart })
  await using other = await serveRaw(() => {})
  await expect(session.post(other.url, { multipart })).rejects.toThrow(/was read or closed before/)
})

test('a file that is not there fails its request, not the process', async () => {
  await using other = await serveRaw(() => {})
  for (const body of [upload('missing'), () => upload('missing')]) {
    await expect(session.post(other.url, { body })).rejects.toMatchObject({
      code: 'BODY_SOURCE',
      cause: { code: 'ENOENT' },
    })
  }
})
