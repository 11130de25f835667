import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'

import { describe, expect, test } from 'vitest'

import {
  acceptEncoding,
  decodeBody,
  decodeStream,
  type DecodedBody,
} from '../../packages/core/src/http/decoding/decoding.ts'
import { noise, pieces } from './pieces.ts'

const LIMITS = { maxBody: 50_000_000, maxRatio: 1000 }
const TEXT = Buffer.from('<p>Grüße, 日本 '.repeat(400))
// Beyond what is decoded at one go.
const LARGE = Buffer.concat([noise(100_000), TEXT])

const ENCODERS = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
} as const

/** The four ways that a body can come; all must give the same. */
async function decode(encoded: Uint8Array, coding: string | null): Promise<DecodedBody> {
  const whole = await decodeBody(encoded, coding, LIMITS)
  for (const length of [1, 977, encoded.length || 1]) {
    // A byte at a time is enough for small bodies.
    if (encoded.length / length > 10_000) continue
    expect(await decodeBody(pieces(encoded, length), coding, LIMITS)).toEqual(whole)
    const stream = decodeStream(pieces(encoded, length), coding, LIMITS)
    const bytes = Buffer.concat(await Array.fromAsync(stream))
    expect({ same: bytes.equals(whole.bytes), flags: stream.flags }).toEqual({
      same: true,
      flags: whole.flags,
    })
  }
  return whole
}

function expectBody(body: DecodedBody, bytes: Uint8Array, ...flags: string[]) {
  expect(Buffer.compare(body.bytes, bytes)).toBe(0)
  expect(body.flags).toEqual(flags)
}

describe.each(Object.entries(ENCODERS))('%s', (coding, encode) => {
  test.each([
    ['a small body', TEXT],
    ['a large body', LARGE],
    ['nothing', Buffer.alloc(0)],
  ])('decodes %s', async (_name, body) => {
    const encoded = encode(body)
    const decoded = await decode(encoded, coding)
    expectBody(decoded, body)
    expect(decoded.raw).toBe(encoded.length)
  })

  test('leaves an empty body empty', async () => {
    expectBody(await decode(Buffer.alloc(0), coding), Buffer.alloc(0))
  })

  test.each([
    ['small', TEXT],
    ['large', LARGE],
  ])('drops garbage behind a %s body and flags it', async (_name, body) => {
    const encoded = Buffer.concat([encode(body), Buffer.from('<!-- added by a proxy -->')])
    expectBody(await decode(encoded, coding), body, 'trailing-garbage')
  })

  test('keeps what could be decoded of a truncated body and flags it', async () => {
    const encoded = encode(LARGE)
    const { bytes, flags } = await decode(encoded.subarray(0, encoded.length - 2000), coding)
    expect(flags).toEqual(['truncated-encoding'])
    expect(LARGE.subarray(0, bytes.length).equals(bytes)).toBe(true)
  })

  test('never mistakes a cut for the end, wherever it falls', async () => {
    const encoded = encode(Buffer.from('a short text'))
    for (let length = 1; length < encoded.length; length++) {
      const { flags } = await decodeBody(encoded.subarray(0, length), coding, LIMITS)
      expect(flags).toEqual(['truncated-encoding'])
    }
  })

  test('leaves a body that is not encoded at all as it is and flags it', async () => {
    expectBody(await decode(TEXT, coding), TEXT, 'not-encoded')
    expectBody(await decode(Buffer.from('ok'), coding), Buffer.from('ok'), 'not-encoded')
    expectBody(await decode(Buffer.from('{"a":1}'), coding), Buffer.from('{"a":1}'), 'not-encoded')
  })
})

test.each(['gzip', 'zstd'] as const)('%s: reads members one after the other', async (coding) => {
  const encode = ENCODERS[coding]
  expectBody(await decode(Buffer.concat([encode(TEXT), encode(TEXT)]), coding), Buffer.concat([TEXT, TEXT]))
  const large = Buffer.concat([encode(LARGE), encode(TEXT), encode(LARGE)])
  expectBody(await decode(large, coding), Buffer.concat([LARGE, TEXT, LARGE]))
})

test('gzip: keeps the first member when the second is cut off', async () => {
  const second = gzipSync(TEXT)
  const body = await decode(Buffer.concat([gzipSync(TEXT), second.subarray(0, 12)]), 'gzip')
  expectBody(body, TEXT, 'truncated-encoding')
})

test('gzip: flags a wrong checksum and keeps the text', async () => {
  const encoded = gzipSync(TEXT)
  encoded.writeUInt32LE(1, encoded.length - 8)
  expectBody(await decode(encoded, 'gzip'), TEXT, 'bad-crc')
})

test('gzip: flags a wrong size and keeps the text', async () => {
  const encoded = gzipSync(TEXT)
  encoded.writeUInt32LE(1, encoded.length - 4)
  expectBody(await decode(encoded, 'gzip'), TEXT, 'bad-crc')
})

test('gzip: takes zeros behind the body for padding', async () => {
  expectBody(await decode(Buffer.concat([gzipSync(TEXT), Buffer.alloc(500)]), 'gzip'), TEXT)
})

test('gzip: passes over extra fields, name, comment and header checksum (RFC 1952 section 2.3)', async () => {
  const plain = gzipSync(TEXT)
  const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3])
  const extras = Buffer.concat([
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from('name\0comment\0'),
    Buffer.from([9, 9]),
  ])
  expectBody(await decode(Buffer.concat([header, extras, plain.subarray(10)]), 'gzip'), TEXT)
})

test('deflate: reads bare deflate data too', async () => {
  expectBody(await decode(deflateRawSync(TEXT), 'deflate'), TEXT)
  expectBody(await decode(deflateRawSync(LARGE), 'deflate'), LARGE)
})

test('deflate: reads gzip sent under its name', async () => {
  expectBody(await decode(gzipSync(TEXT), 'deflate'), TEXT)
})

test('deflate: flags a wrong checksum and keeps the text', async () => {
  const encoded = deflateSync(LARGE)
  encoded.writeUInt32BE(1, encoded.length - 4)
  expectBody(await decode(encoded, 'deflate'), LARGE, 'bad-crc')
})

test('zstd: passes over skippable frames', async () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  expectBody(await decode(Buffer.concat([skippable, zstdCompressSync(TEXT), skippable]), 'zstd'), TEXT)
})

test('zstd: refuses a window above the 8 MB of RFC 9659', async () => {
  const params = { [constants.ZSTD_c_windowLog]: 27, [constants.ZSTD_c_contentSizeFlag]: 0 }
  const encoded = zstdCompressSync(noise(20_000_000), { params })
  await expect(decodeBody(encoded, 'zstd', LIMITS)).rejects.toMatchObject({ code: 'BODY_DAMAGED' })
})

test('undoes a stack of codings from the last to the first', async () => {
  expectBody(await decode(brotliCompressSync(gzipSync(TEXT)), 'gzip, br'), TEXT)
  expectBody(await decode(gzipSync(deflateSync(zstdCompressSync(LARGE))), ' zstd,deflate ,GZIP'), LARGE)
})

test.each(['gzip, identity', 'identity, gzip', 'identity,gzip,,', 'GZip', 'gzip,'])(
  'reads Content-Encoding: %s as gzip',
  async (coding) => {
    expectBody(await decode(gzipSync(TEXT), coding), TEXT)
  },
)

test.each([null, '', 'identity', 'identity, identity', 'utf-8', 'gzip, aes128gcm', 'toString'])(
  'leaves a body alone under Content-Encoding: %s',
  async (coding) => {
    const encoded = gzipSync(TEXT)
    expectBody(await decode(encoded, coding), encoded)
  },
)

test('undoes what lies over an unknown coding', async () => {
  expectBody(await decode(gzipSync(TEXT), 'x-unknown, gzip'), TEXT)
})

test.each([
  ['gzip', gzipSync(LARGE, { level: 0 })],
  ['deflate', deflateSync(LARGE, { level: 0 })],
  ['br', brotliCompressSync(LARGE)],
  ['zstd', zstdCompressSync(LARGE)],
])('%s: data that turns to nonsense is an error, not a short body', async (coding, encoded) => {
  encoded.fill(0xff, 65_000)
  const place = { method: 'GET', url: 'https://user:password@shop.example/a' }
  await expect(decodeBody(encoded, coding, LIMITS, place)).rejects.toMatchObject({
    name: 'BodyError',
    code: 'BODY_DAMAGED',
    message: expect.stringMatching(/^GET https:\/\/shop\.example\/a: the encoded body is damaged/),
  })
})

test('an error of the connection comes through as it is', async () => {
  async function* broken() {
    yield gzipSync(LARGE).subarray(0, 70_000)
    throw new Error('socket hang up')
  }
  await expect(decodeBody(broken(), 'gzip', LIMITS)).rejects.toThrow('socket hang up')
})

test('a reader that stops early closes the source', async () => {
  let closed = false
  async function* source() {
    try {
      for (;;) yield gzipSync(LARGE)
    } finally {
      closed = true
    }
  }
  for await (const piece of decodeStream(source(), 'gzip', LIMITS)) if (piece.length > 0) break
  expect(closed).toBe(true)
})

test('asks for every coding that it can undo', () => {
  expect(acceptEncoding.split(', ')).toEqual(['gzip', 'deflate', 'br', 'zstd'])
})
