import { inspect } from 'node:util'

import { describe, expect, test } from 'vitest'

import { BodyError } from '../../packages/core/src/errors.ts'
import { parseJson } from '../../packages/core/src/http/text/json.ts'

const PLACE = { method: 'GET', url: 'https://ada:hunter2@api.example/orders#x' }
const VALUE = { text: 'é日😀', list: [1, null] }
const TEXT = JSON.stringify(VALUE)

function utf32(text: string, littleEndian: boolean): Buffer {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const bytes = Buffer.alloc(points.length * 4)
  for (const [index, point] of points.entries()) {
    if (littleEndian) bytes.writeUInt32LE(point, index * 4)
    else bytes.writeUInt32BE(point, index * 4)
  }
  return bytes
}

function complaint(text: string): string {
  try {
    parseJson(Buffer.from(text), PLACE)
  } catch (error) {
    expect(error).toBeInstanceOf(BodyError)
    return String(
      error instanceof BodyError &&
        `${error.code} ${error.message.slice('GET https://api.example/orders: '.length)}`,
    )
  }
  return 'no complaint'
}

const ENCODERS: [string, (text: string) => Buffer][] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-16LE', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16BE', (text) => Buffer.from(text, 'utf16le').swap16()],
  ['UTF-32LE', (text) => utf32(text, true)],
  ['UTF-32BE', (text) => utf32(text, false)],
]

describe.each(ENCODERS)('%s', (_name, encode) => {
  test('is read without a byte order mark', () => {
    expect(parseJson(encode(TEXT), PLACE)).toEqual(VALUE)
  })

  test('is read with a byte order mark', () => {
    expect(parseJson(encode(`\uFEFF${TEXT}`), PLACE)).toEqual(VALUE)
  })

  test('is read when it is a single digit', () => {
    expect(parseJson(encode('1'), PLACE)).toBe(1)
    expect(parseJson(encode('"日"'), PLACE)).toBe('日')
  })
})

test('what is not Unicode is read in the charset of its header, else as windows-1252', () => {
  const bytes = Buffer.from('{"a":"\xe9"}', 'latin1')
  expect(parseJson(bytes, PLACE)).toEqual({ a: 'é' })
  expect(parseJson(bytes, PLACE, 'application/json; charset=koi8-r')).toEqual({ a: 'И' })
})

test('UTF-8 is read as that even if the header says otherwise (RFC 8259 section 8.1)', () => {
  expect(parseJson(Buffer.from('"é"'), PLACE, 'application/json; charset=iso-8859-1')).toBe('é')
})

test.each([
  ['{"a": [1, 2,]}', 'PARSE the body is not JSON at line 1, column 13'],
  ['{\n  "a": 1\n  "b": 2\n}', 'PARSE the body is not JSON at line 3, column 3'],
  ['[1,\r\n2\r\n,,]', 'PARSE the body is not JSON at line 3, column 2'],
  ['{"a" 1}', 'PARSE the body is not JSON at line 1, column 6'],
  ['{a: 1}', 'PARSE the body is not JSON at line 1, column 2'],
  ["{'a': 1}", 'PARSE the body is not JSON at line 1, column 2'],
  ['[1 2]', 'PARSE the body is not JSON at line 1, column 4'],
  ['[}', 'PARSE the body is not JSON at line 1, column 2'],
  ['{]', 'PARSE the body is not JSON at line 1, column 2'],
  ['{"a":1}}', 'PARSE the body is not JSON at line 1, column 8'],
  ['{"a":1} {"b":2}', 'PARSE the body is not JSON at line 1, column 9'],
  ['01', 'PARSE the body is not JSON at line 1, column 2'],
  ['+1', 'PARSE the body is not JSON at line 1, column 1'],
  ['NaN', 'PARSE the body is not JSON at line 1, column 1'],
  ['"\\x"', 'PARSE the body is not JSON at line 1, column 2'],
  ['"a\tb"', 'PARSE the body is not JSON at line 1, column 3'],
  ['callback({"a":1})', 'PARSE the body is not JSON at line 1, column 1'],
  ['{"a":', 'PARSE the body ends at line 1, column 6 before its JSON does'],
  ['{"a": "b', 'PARSE the body ends at line 1, column 9 before its JSON does'],
  ['[1,\n[2', 'PARSE the body ends at line 2, column 3 before its JSON does'],
  ['', 'PARSE the body is empty, not JSON'],
  [' \n', 'PARSE the body is empty, not JSON'],
  [
    '<!doctype html>',
    'PARSE the body is not JSON at line 1, column 1: it looks like HTML, as of an error page or a login',
  ],
])('%j is told where it fails', (text, message) => {
  expect(complaint(text)).toBe(message)
})

test('a complaint holds nothing of the content and nothing of the credentials', () => {
  const text = '{"password": "correct horse", token}'
  let error: unknown
  try {
    parseJson(Buffer.from(text), PLACE)
  } catch (caught) {
    error = caught
  }
  expect(error).toMatchObject({ name: 'BodyError', method: 'GET', url: 'https://api.example/orders' })
  for (const secret of ['correct', 'token', 'hunter2', 'ada']) expect(inspect(error)).not.toContain(secret)
})

test('deep nesting is told as any other mistake', () => {
  expect(complaint('['.repeat(200_000))).toBe(
    'PARSE the body ends at line 1, column 200001 before its JSON does',
  )
})

test('the position agrees with V8 wherever V8 tells one', () => {
  const samples = [
    '[1,]',
    '{"a":1,}',
    '{"a":tru}',
    '[1}',
    '{"a"}',
    '"\\u12"',
    '-',
    '[1.]',
    '[1e]',
    '{"a":1 "b"}',
    'tru',
    '[nul]',
    '{"a":\u00a01}',
  ]
  for (const sample of samples) {
    const position = / at position (\d+)/.exec(messageOf(() => JSON.parse(sample)))?.[1]
    const column = /column (\d+)/.exec(complaint(sample))?.[1]
    // V8 stops within a word or a number, we at its start.
    if (position)
      expect([sample, Number(position) + 1 - Number(column)]).toEqual([
        sample,
        expect.toBeOneOf([0, 1, 2, 3, 4]),
      ])
  }
})

function messageOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return String(error)
  }
  return ''
}
