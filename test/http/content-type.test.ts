import { expect, test } from 'vitest'

import { isMedia, parseContentType } from '../../packages/core/src/http/fields/content-type.ts'

test.each([
  ['text/html', 'text/html', {}],
  ['text/html;', 'text/html', {}],
  [' Text/HTML ; Charset=UTF-8 ', 'text/html', { charset: 'UTF-8' }],
  ['text/html;charset="utf-8"', 'text/html', { charset: 'utf-8' }],
  ['text/html; charset = utf-8', 'text/html', { charset: 'utf-8' }],
  ['text/html charset=utf-8', 'text/html', { charset: 'utf-8' }],
  ['text/html; charset="utf-8', 'text/html', { charset: 'utf-8' }],
  ['text/html; charset=', 'text/html', { charset: '' }],
  ['text/html; charset=gbk; charset=utf-8', 'text/html', { charset: 'gbk' }],
  [
    'text/html; x="a; charset=gbk, \\"b"; charset=utf-8',
    'text/html',
    { x: 'a; charset=gbk, "b', charset: 'utf-8' },
  ],
  ['multipart/form-data; boundary="a b"', 'multipart/form-data', { boundary: 'a b' }],
  ['application/vnd.api+json', 'application/vnd.api+json', {}],
  ['text/html; =x; ;; a=b', 'text/html', { a: 'b' }],
  ['text/html; __proto__=x', 'text/html', JSON.parse('{"__proto__":"x"}')],
])('%s is %s with %j', (header, type, parameters) => {
  const parsed = parseContentType(header)
  expect(parsed?.type).toBe(type)
  expect(parsed?.parameters).toEqual(new Map(Object.entries(parameters)))
})

test.each([[null], [undefined], [''], ['html'], ['/'], ['text/'], ['; charset=utf-8'], ['te xt/html']])(
  '%s is no media type',
  (header) => {
    expect(parseContentType(header)).toBeUndefined()
  },
)

test('of several types the last sound one counts', () => {
  expect(parseContentType('text/html, text/plain')?.type).toBe('text/plain')
  expect(parseContentType('text/html, rubbish, */*')?.type).toBe('text/html')
})

test('a type keeps the charset of an equal one before it, and of no other', () => {
  expect(parseContentType('text/html;charset=gbk, text/html;a=b')?.parameters.get('charset')).toBe('gbk')
  expect(parseContentType('text/html;charset=gbk, text/html;charset=utf-8')?.parameters.get('charset')).toBe(
    'utf-8',
  )
  expect(parseContentType('text/html;charset=gbk, text/plain')?.parameters.get('charset')).toBeUndefined()
})

test('a PDF, a picture, sound, a film and an archive are no pages; what may be text is one', () => {
  const media = [
    'application/pdf',
    'IMAGE/JPEG; q=1',
    'audio/mpeg',
    'video/mp4',
    'font/woff2',
    'application/zip',
  ]
  const pages = ['text/html', 'application/xhtml+xml', 'image/svg+xml', 'application/octet-stream', 'x', '']
  expect(media.filter(isMedia)).toEqual(media)
  expect([...pages, null].filter(isMedia)).toEqual([])
})
