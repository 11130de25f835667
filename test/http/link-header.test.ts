import { describe, expect, test } from 'vitest'

import { parseLinkHeader } from '../../packages/core/src/http/fields/link-header.ts'

const PAGE = new URL('https://shop.example/list/a?page=2#top')

function links(header: string | string[]) {
  return parseLinkHeader(header, PAGE).map(({ url, rels, params, anchor }) => ({
    url: url.href,
    rels,
    params,
    ...(anchor && { anchor: anchor.href }),
  }))
}

test('resolves against the page', () => {
  const header =
    '<?page=3>; rel="next", </b>; rel=prev, <//cdn.example/x>; rel=x, <https://o.example>; rel=y, <>; rel=self'
  expect(links(header).map((link) => link.url)).toEqual([
    'https://shop.example/list/a?page=3',
    'https://shop.example/b',
    'https://cdn.example/x',
    'https://o.example/',
    'https://shop.example/list/a?page=2',
  ])
})

test.each([
  ['<b>; rel="next last"', ['next', 'last']],
  ['<b>; rel=NEXT', ['next']],
  ['<b>; rel="  next   https://rels.example/X "', ['next', 'https://rels.example/x']],
  ['<b>;rel = next', ['next']],
  ['<b>  ;  REL="next"', ['next']],
  ['<b>; rel=next; rel=prev', ['next']],
  ['<b>; rel=""', []],
  ['<b>; rel', []],
  ['<b>', []],
  ['<b>; title="rel=prev"; rel=next', ['next']],
  ['<b>; rel="next', ['next']],
  ['<b>;; rel=next;', ['next']],
])('%s has the relations %j', (header, rels) => {
  expect(links(header)).toEqual([expect.objectContaining({ url: 'https://shop.example/list/b', rels })])
})

test('commas and semicolons within quotes and addresses part nothing', () => {
  expect(links('<b,c;d>; rel=next; title="a, <x>; rel=\\"y\\"", <e>; rel=prev')).toEqual([
    { url: 'https://shop.example/list/b,c;d', rels: ['next'], params: { title: 'a, <x>; rel="y"' } },
    { url: 'https://shop.example/list/e', rels: ['prev'], params: {} },
  ])
})

test('several lines are one list', () => {
  expect(links(['<b>; rel=next', '<c>; rel=prev,<d>']).map((link) => link.url.at(-1))).toEqual([
    'b',
    'c',
    'd',
  ])
})

test.each([[''], [','], ['rubbish'], ['rel=next'], ['<http://[bad>; rel=next'], ['<b'], ['"<b>; rel=next"']])(
  '%j is no link',
  (header) => {
    expect(links(header)).toEqual([])
  },
)

test('what is no link is passed over, what follows is not', () => {
  expect(links('rubbish; x="a,b", <http://[bad>; rel=x, , <b>; rel=next').map((link) => link.rels)).toEqual([
    ['next'],
  ])
})

test('no header is no links', () => {
  expect(parseLinkHeader(null, PAGE)).toEqual([])
  expect(parseLinkHeader([], PAGE)).toEqual([])
})

describe('parameters', () => {
  test.each([
    ['<b>; title*=UTF-8\'en\'%e2%82%ac%20rates; title="EUR"', { title: '€ rates' }],
    ['<b>; title="EUR"; title*=utf-8\'\'%E2%82%AC', { title: '€' }],
    ["<b>; title*=iso-8859-1''%A3", { title: '£' }],
    ['<b>; title=EUR; title*=rubbish', { title: 'EUR' }],
    ["<b>; title=EUR; title*=klingon''x", { title: 'EUR' }],
    ['<b>; title=a; title=b', { title: 'a' }],
    [
      '<b>; hreflang=de; type="text/html"; media=print; crossorigin',
      { hreflang: 'de', type: 'text/html', media: 'print', crossorigin: '' },
    ],
    ['<b>; __proto__=x; constructor=y', JSON.parse('{"__proto__":"x","constructor":"y"}')],
  ])('%s', (header, params) => {
    expect(links(header)[0]?.params).toEqual(params)
  })

  test('pollute no prototype', () => {
    parseLinkHeader('<b>; __proto__=x; rel=next', PAGE)
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
    expect(Object.getPrototypeOf(parseLinkHeader('<b>; __proto__=x', PAGE)[0]?.params)).toBe(Object.prototype)
  })
})

test('hostile headers take linear time', () => {
  const started = performance.now()
  for (const part of ['<', '"', '<a>;', '<a>; b="', ',', ' ', ';', '\\', '<a>; a=b\\"', "<a>; a*='"])
    parseLinkHeader(part.repeat(20_000), PAGE)
  expect(performance.now() - started).toBeLessThan(1500)
})
