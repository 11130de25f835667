import { describe, expect, test } from 'vitest'

import { sniffCharset, type CharsetOptions } from '../../packages/core/src/http/text/charset.ts'
import { decodeText } from '../../packages/core/src/http/text/text.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const html = (charset?: string) => ({ contentType: charset ? `text/html; charset=${charset}` : 'text/html' })

test('override beats byte order mark, header and meta', () => {
  const bytes = latin1('\xef\xbb\xbf<meta charset=gbk>')
  expect(sniffCharset(bytes, { ...html('koi8-r'), override: 'big5' })).toBe('big5')
})

test('a byte order mark beats the header', () => {
  expect(sniffCharset(latin1('\xef\xbb\xbf<meta charset=gbk>'), html('iso-8859-1'))).toBe('utf-8')
  expect(sniffCharset(latin1('\xfe\xff\0a'), html('utf-8'))).toBe('utf-16be')
  expect(sniffCharset(latin1('\xff\xfea\0'), html('utf-8'))).toBe('utf-16le')
})

test('the header beats meta', () => {
  expect(sniffCharset(latin1('<meta charset=gbk>'), html('shift_jis'))).toBe('shift_jis')
})

test('meta beats the look of UTF-8', () => {
  expect(sniffCharset(Buffer.from('<meta charset=windows-1251>é'), html())).toBe('windows-1251')
})

test('what is UTF-8 is read as that before the fallback', () => {
  expect(sniffCharset(Buffer.from('<p>é'), { ...html(), fallback: 'gbk' })).toBe('utf-8')
})

test('what names no charset and is not UTF-8 is the fallback, or windows-1252', () => {
  expect(sniffCharset(latin1('<p>\xe9'), { ...html(), fallback: 'Shift_JIS' })).toBe('shift_jis')
  expect(sniffCharset(latin1('<p>\xe9'), html())).toBe('windows-1252')
  expect(sniffCharset(latin1('<p>\xe9'))).toBe('windows-1252')
})

test('an empty body is UTF-8', () => {
  expect(sniffCharset(new Uint8Array())).toBe('utf-8')
})

test.each<[string, CharsetOptions]>([
  ['override', { override: 'klingon' }],
  ['header', html('klingon')],
  ['empty header', html('""')],
  ['fallback', { fallback: 'utf-7' }],
])('an unknown label does not count: %s', (_where, options) => {
  expect(sniffCharset(latin1('<p>\xe9'), options)).toBe('windows-1252')
})

test.each([
  ['ISO-8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['US-ASCII', 'windows-1252'],
  ['"UTF-8"', 'utf-8'],
  ["'utf-8'", 'utf-8'],
  [' utf8 ', 'utf-8'],
  ['gb2312', 'gbk'],
  ['sjis', 'shift_jis'],
  ['ks_c_5601-1987', 'euc-kr'],
  ['iso-8859-9', 'windows-1254'],
  ['utf-16', 'utf-16le'],
  ['x-mac-cyrillic', 'x-mac-cyrillic'],
])('the label %s means %s', (label, encoding) => {
  expect(sniffCharset(latin1('\xe9'), html(label))).toBe(encoding)
})

test.each(['iso-2022-kr', 'hz-gb-2312', 'iso-2022-cn', 'replacement'])(
  '%s is not read, as in browsers: it can hide markup',
  (label) => {
    expect(sniffCharset(latin1('a'), html(label))).toBe('utf-8')
  },
)

describe('the body is asked for its charset', () => {
  const META = latin1('<meta charset=koi8-r>\xe9')
  const XML = latin1('<?xml version="1.0" encoding="iso-8859-2"?><a>\xe9</a>')

  test.each([
    'text/html',
    'application/xhtml+xml',
    'application/octet-stream',
    '',
    null,
    undefined,
    'rubbish',
  ])('by meta under the type %s', (contentType) => {
    expect(sniffCharset(META, { contentType })).toBe('koi8-r')
  })

  test.each(['text/plain', 'text/css', 'application/json', 'text/csv', 'application/xml', 'image/svg+xml'])(
    'but not by meta under the type %s',
    (contentType) => {
      expect(sniffCharset(META, { contentType })).toBe('windows-1252')
    },
  )

  test.each(['application/xml', 'text/xml', 'application/rss+xml', 'image/svg+xml', 'text/html', null])(
    'by its XML declaration under the type %s',
    (contentType) => {
      expect(sniffCharset(XML, { contentType })).toBe('iso-8859-2')
    },
  )

  test('but not by an XML declaration in plain text', () => {
    expect(sniffCharset(XML, { contentType: 'text/plain' })).toBe('windows-1252')
  })

  test('meta beats the XML declaration in HTML, the declaration beats meta in XHTML', () => {
    const both = latin1('<?xml version="1.0" encoding="iso-8859-2"?><meta charset=koi8-r>')
    expect(sniffCharset(both, { contentType: 'text/html' })).toBe('koi8-r')
    expect(sniffCharset(both, { contentType: 'application/xhtml+xml' })).toBe('iso-8859-2')
  })
})

describe('decodeText', () => {
  test('reads ISO-8859-1 as windows-1252: curly quotes, not control characters', () => {
    expect(decodeText(latin1('\x93a\x94 \x80'), html('ISO-8859-1'))).toBe('“a” €')
  })

  test('drops the byte order mark, once and every time', () => {
    for (let round = 0; round < 2; round++) {
      expect(decodeText(latin1('\xef\xbb\xbfa'))).toBe('a')
      expect(decodeText(latin1('\xff\xfea\0'))).toBe('a')
      expect(decodeText(latin1('\xfe\xff\0a'))).toBe('a')
    }
    expect(decodeText(latin1('\xef\xbb\xbf\xef\xbb\xbfa'))).toBe('\uFEFFa')
  })

  test('reads a page by its byte order mark whatever the header says', () => {
    expect(decodeText(Buffer.from('\uFEFFGrüße'), html('iso-8859-1'))).toBe('Grüße')
  })

  test.each([
    ['shift_jis', [0x93, 0xfa, 0x96, 0x7b], '日本'],
    ['euc-jp', [0xc6, 0xfc, 0xcb, 0xdc], '日本'],
    ['gb18030', [0xc8, 0xd5, 0xb1, 0xbe], '日本'],
    ['big5', [0xa4, 0xe9, 0xa5, 0xbb], '日本'],
    ['euc-kr', [0xc7, 0xd1], '한'],
    ['koi8-r', [0xf0, 0xd2], 'Пр'],
    ['windows-1251', [0xcf, 0xf0], 'Пр'],
  ])('reads %s', (charset, bytes, text) => {
    expect(decodeText(Uint8Array.from(bytes), html(charset))).toBe(text)
  })

  test('puts U+FFFD for what is malformed and never throws', () => {
    expect(decodeText(latin1('a\xffb\xe6\x97'), html('utf-8'))).toBe('a\uFFFDb\uFFFD')
    expect(decodeText(latin1('\x93'), html('shift_jis'))).toBe('\uFFFD')
    // What one text leaves unfinished is not the start of the next.
    expect(decodeText(latin1('a'), html('shift_jis'))).toBe('a')
  })

  test('reads a part of a larger buffer', () => {
    const large = Buffer.from('xx<meta charset=gbk>\xc8\xd5xx', 'latin1')
    expect(decodeText(large.subarray(2, -2))).toBe('<meta charset=gbk>日')
  })
})
