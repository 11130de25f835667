import { describe, expect, test } from 'vitest'

import { readLines, splitLines } from '../../packages/core/src/http/text/lines.ts'
import { pieces } from './pieces.ts'

const SAMPLES: [string, string[]][] = [
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\nb', ['a', 'b']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['a\rb\r', ['a', 'b']],
  ['\n', ['']],
  ['\r\n\r\n', ['', '']],
  ['a\n\nb', ['a', '', 'b']],
  ['a\n\rb', ['a', '', 'b']],
  ['a\r\r\nb', ['a', '', 'b']],
  ['ä\r\n日本\n😀\r', ['ä', '日本', '😀']],
  ['a\u2028b\u2029c\u0085d\vd\f', ['a\u2028b\u2029c\u0085d\vd\f']],
]

describe.each(SAMPLES)('%j', (text, lines) => {
  test('is split', () => {
    expect(splitLines(text)).toEqual(lines)
  })

  test.each([1, 2, 3, 1000])('is read in pieces of %i bytes', async (length) => {
    expect(await Array.fromAsync(readLines(pieces(Buffer.from(text), length)))).toEqual(lines)
  })

  test('is read from strings', async () => {
    expect(await Array.fromAsync(readLines(each(text.split(''))))).toEqual(lines)
  })
})

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

test('reads other charsets, cut apart anywhere', async () => {
  const bytes = Buffer.from('日\r\n本', 'utf16le')
  expect(await Array.fromAsync(readLines(pieces(bytes, 1), 'utf-16'))).toEqual(['日', '本'])
})

test('drops a byte order mark', async () => {
  expect(await Array.fromAsync(readLines(pieces(Buffer.from('\uFEFFa\nb'), 1)))).toEqual(['a', 'b'])
})

test('reads an unknown charset as UTF-8', async () => {
  expect(await Array.fromAsync(readLines(pieces(Buffer.from('ä'), 1), 'klingon'))).toEqual(['ä'])
})

test('puts U+FFFD for half a character at the end', async () => {
  expect(await Array.fromAsync(readLines(each([Buffer.from([0x61, 0xe6, 0x97])])))).toEqual(['a\uFFFD'])
})

test('gives a line as soon as its end is there, even half of \\r\\n', async () => {
  const seen: string[] = []
  async function* source() {
    yield 'a\r'
    seen.push('after a')
    yield '\nb\n'
    seen.push('after b')
  }
  for await (const line of readLines(source())) seen.push(line)
  expect(seen).toEqual(['a', 'after a', 'b', 'after b'])
})

test('a line in very many pieces takes linear time', async () => {
  const [line] = await Array.fromAsync(readLines(pieces(Buffer.alloc(300_000, 'x'), 2)))
  expect(line).toHaveLength(300_000)
})
