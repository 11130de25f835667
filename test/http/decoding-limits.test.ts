import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { decodeBody, decodeStream } from '../../packages/core/src/http/decoding/decoding.ts'
import { noise, pieces } from './pieces.ts'

const LIMITS = { maxBody: 50_000_000, maxRatio: 200 }
const PLACE = { method: 'GET', url: 'https://shop.example/' }

function tooLarge(message: RegExp) {
  return { name: 'BodyError', code: 'BODY_TOO_LARGE', message: expect.stringMatching(message) }
}

describe.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['identity', (bytes: Buffer) => bytes],
] as const)('%s', (coding, encode) => {
  test('a body of maxBody passes, one byte more does not', async () => {
    const limits = { ...LIMITS, maxBody: 10_000 }
    const whole = await decodeBody(encode(noise(10_000)), coding, limits, PLACE)
    expect(whole.bytes).toHaveLength(10_000)
    const larger = encode(noise(10_001))
    await expect(decodeBody(larger, coding, limits, PLACE)).rejects.toMatchObject(
      tooLarge(/the body is larger than 10000 bytes.*maxBody/),
    )
    await expect(decodeBody(pieces(larger, 500), coding, limits, PLACE)).rejects.toMatchObject(
      tooLarge(/larger/),
    )
  })

  test('more than maxRaw encoded bytes are not even read', async () => {
    let read = 0
    async function* source() {
      for await (const piece of pieces(encode(noise(500_000)), 1000)) {
        read += piece.length
        yield piece
      }
    }
    const limits = { ...LIMITS, maxRaw: 20_000 }
    await expect(decodeBody(source(), coding, limits, PLACE)).rejects.toMatchObject(
      tooLarge(/encoded body.*maxRaw/),
    )
    expect(read).toBeLessThan(100_000)
  })
})

test('a bomb ends at its ratio (CVE-2025-66471)', async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000))
  await expect(decodeBody(bomb, 'gzip', LIMITS, PLACE)).rejects.toMatchObject(tooLarge(/200-fold.*maxRatio/))
})

test('a bomb ends while it is streamed, long before it is whole (CVE-2025-66471)', async () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000))
  let size = 0
  const read = async () => {
    for await (const piece of decodeStream(bomb, 'gzip', { ...LIMITS, maxBody: 5_000_000 }, PLACE))
      size += piece.length
  }
  await expect(read()).rejects.toMatchObject(tooLarge(/./))
  expect(size).toBeLessThanOrEqual(5_000_000)
})

test('a bomb within a bomb ends without unfolding in memory (CVE-2025-66418, CVE-2026-22036)', async () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(300_000_000)))
  const before = process.memoryUsage().rss
  await expect(decodeBody(bomb, 'gzip, gzip', LIMITS, PLACE)).rejects.toMatchObject(tooLarge(/./))
  expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000)
})

test('a stack whose middle is larger than maxBody ends there', async () => {
  const middle = gzipSync(noise(2000), { level: 0 })
  const limits = { maxBody: 2010, maxRatio: Infinity }
  const reading = decodeBody(gzipSync(middle), 'gzip, gzip', limits, PLACE)
  await expect(reading).rejects.toMatchObject(tooLarge(/larger than 2010/))
})

test('a short page may be as repetitive as it likes', async () => {
  const blanks = Buffer.alloc(900_000, ' ')
  const { bytes } = await decodeBody(gzipSync(blanks), 'gzip', { ...LIMITS, maxRatio: 2 }, PLACE)
  expect(bytes).toHaveLength(900_000)
})

test('five codings are undone, six are refused (CVE-2022-32206, CVE-2025-66418)', async () => {
  const text = Buffer.from('hello')
  const five = gzipSync(gzipSync(gzipSync(gzipSync(gzipSync(text)))))
  const { bytes } = await decodeBody(five, 'gzip,gzip,gzip,gzip,identity,gzip', LIMITS, PLACE)
  expect(Buffer.from(bytes).toString()).toBe('hello')
  const six = decodeBody(gzipSync(five), 'gzip,gzip,gzip,gzip,gzip,gzip', LIMITS, PLACE)
  await expect(six).rejects.toMatchObject({ name: 'BodyError', code: 'TOO_MANY_ENCODINGS' })
})

test('a gzip header without an end does not fill the memory', async () => {
  async function* endless() {
    yield Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3])
    for (;;) yield Buffer.alloc(16_384, 'x')
  }
  const { bytes, flags, raw } = await decodeBody(endless(), 'gzip', LIMITS, PLACE)
  expect({ size: bytes.length, flags }).toEqual({ size: 0, flags: ['truncated-encoding'] })
  expect(raw).toBeLessThan(300_000)
})

test('many small pieces cost no more than one large', async () => {
  const encoded = gzipSync(noise(60_000))
  const { bytes } = await decodeBody(pieces(encoded, 1), 'gzip', LIMITS, PLACE)
  expect(bytes).toHaveLength(60_000)
})
