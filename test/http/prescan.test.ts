import { describe, expect, test } from 'vitest'

import { prescanHtml, prescanXml } from '../../packages/core/src/http/text/prescan.ts'

const scan = (text: string) => prescanHtml(Buffer.from(text, 'latin1'))

describe('a charset is found', () => {
  test.each([
    ['<meta charset=koi8-r>'],
    ['<META CHARSET=KOI8-R>'],
    ['<meta charset="koi8-r">'],
    ["<meta charset='koi8-r' />"],
    ['<meta/charset="koi8-r"/>'],
    ['<meta\n\tcharset \n = \n koi8-r\n>'],
    ['<meta name=x charset=koi8-r>'],
    ['<meta charset=koi8-r charset=utf-8>'],
    ['<meta charset=" koi8-r ">'],
    ['<!doctype html><html lang="a>b"><head><title>x</title><meta charset=koi8-r>'],
    ['<!-- <meta charset=gbk> --><meta charset=koi8-r>'],
    ['<!--><meta charset=koi8-r>'],
    ['<!---><meta charset=koi8-r>'],
    ['<!-- -- > --><meta charset=koi8-r>'],
    ['<a title="<meta charset=gbk>"><meta charset=koi8-r>'],
    ['</a title="<meta charset=gbk>"><meta charset=koi8-r>'],
    ['<? <meta charset=gbk><meta charset=koi8-r>'],
    ['<!x <meta charset=gbk><meta charset=koi8-r>'],
    ['</ <meta charset=gbk><meta charset=koi8-r>'],
    ['<script>"<meta charset=koi8-r>"</script>'],
    ['< <meta charset=koi8-r>'],
    ['<meta charset=klingon><meta charset=koi8-r>'],
    ['<meta charset=utf-7><meta charset=koi8-r>'],
    ['<metadata charset=gbk><meta charset=koi8-r>'],
    ['</meta charset=gbk><meta charset=koi8-r>'],
    ['<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'],
    ['<meta content="text/html; charset=koi8-r" http-equiv=content-type>'],
    ['<meta http-equiv=Content-Type content="text/html;CHARSET = \'koi8-r\'">'],
    ['<meta http-equiv=Content-Type content=\'text/html; charset="koi8-r"\'>'],
    ['<meta http-equiv=Content-Type content="charset charset=koi8-r;x">'],
    ['<meta http-equiv=Content-Type content="charset=gbk" charset=koi8-r>'],
    ['<meta http-equiv=refresh content="0; charset=gbk"><meta charset=koi8-r>'],
    [`${' '.repeat(1024 - 21)}<meta charset=koi8-r>`],
  ])('in %s', (text) => {
    expect(scan(text)).toBe('koi8-r')
  })
})

describe('no charset is found', () => {
  test.each([
    [''],
    ['koi8-r'],
    ['<!-- <meta charset=koi8-r>'],
    ['<meta charset=koi8-r'],
    ['<meta charset="koi8-r>'],
    ['<meta content="text/html; charset=koi8-r">'],
    ["<meta http-equiv=Content-Type content='text/html; charset=\"koi8-r'>"],
    ['<meta http-equiv=Content-Type>'],
    ['<meta charset>'],
    ['<meta charset=>'],
    ['<meta charset=koi8-r/>'],
    ['<metacharset=koi8-r>'],
    ['<a title="<meta charset=koi8-r>">'],
    [`${' '.repeat(1024 - 20)}<meta charset=koi8-r>`],
  ])('in %s', (text) => {
    expect(scan(text)).toBeUndefined()
  })
})

test('UTF-16 in a meta element is UTF-8, for it was read as ASCII', () => {
  expect(scan('<meta charset=utf-16>')).toBe('utf-8')
  expect(scan('<meta charset=UTF-16BE>')).toBe('utf-8')
  expect(scan('<?xml version="1.0" encoding="UTF-16"?>')).toBe('utf-8')
})

test('x-user-defined in a meta element is windows-1252', () => {
  expect(scan('<meta charset=x-user-defined>')).toBe('windows-1252')
})

test.each([
  ['<?xml version="1.0" encoding="koi8-r"?>', 'koi8-r'],
  ["<?xml version='1.0' encoding='koi8-r' standalone='yes'?>", 'koi8-r'],
  ['<?xml version="1.0" encoding = "KOI8-R" ?>', 'koi8-r'],
  ['<?xml version="1.0"?><a encoding="koi8-r"/>', undefined],
  [' <?xml version="1.0" encoding="koi8-r"?>', undefined],
  ['<?xml version="1.0" encoding="klingon"?>', undefined],
  ['<?xml version="1.0" encoding="koi8-r', undefined],
  ['<a/>', undefined],
])('the XML declaration %s names %s', (text, encoding) => {
  expect(prescanXml(Buffer.from(text))).toBe(encoding)
})

test('UTF-16 without a byte order mark shows by its XML declaration', () => {
  const text = '<?xml version="1.0" encoding="utf-16"?>'
  expect(prescanXml(Buffer.from(text, 'utf16le'))).toBe('utf-16le')
  expect(prescanXml(Buffer.from(text, 'utf16le').swap16())).toBe('utf-16be')
})

test('hostile markup takes no more than linear time', () => {
  const started = performance.now()
  for (const part of ['<meta ', '<', '<!--', '<a ', '<meta charset', 'charset=', '<a b="', '</'])
    scan(part.repeat(500))
  expect(performance.now() - started).toBeLessThan(200)
})
