import { expect, test } from 'vitest'

import { loadHtml, type HtmlParser } from '../../packages/core/src/http/html.ts'

const PARSERS: readonly HtmlParser[] = ['html5', 'fast']
const PLACES = 8_000

/** Markup nested by the thousand, closed or not, of every kind that nests. */
const nests: { readonly [what: string]: string } = {
  elements: `${'<div>'.repeat(PLACES)}Bottom${'</div>'.repeat(PLACES)}`,
  'elements that nobody closes': '<span>'.repeat(PLACES),
  'formatting, each other than the last': Array.from({ length: PLACES }, (_, id) => `<b id="${id}">`).join(
    'x',
  ),
  tables: '<table><tr><td>'.repeat(PLACES),
  lists: '<ul><li>'.repeat(PLACES),
  links: '<a href="/x"><p>'.repeat(PLACES),
  drawings: `<svg>${'<g>'.repeat(PLACES)}`,
  templates: '<template>'.repeat(PLACES),
  framesets: '<frameset>'.repeat(PLACES),
  forms: '<form><select><option>'.repeat(PLACES),
  'what closes crosswise': '<i><p><u></i></p>'.repeat(PLACES / 10),
}

test.each(
  Object.entries(nests).flatMap(([what, markup]) => PARSERS.map((parser) => [what, parser, markup] as const)),
)('a page of 8,000 nested %s is read, searched and written with the parser %s', (_what, parser, markup) => {
  const $ = loadHtml(`<!doctype html><title>Deep</title><body>${markup}`, { parser })
  expect($('title').text()).toBe('Deep')
  expect($.html()).toContain('Deep')
  expect($('body').text().length + $.text().length).toBeGreaterThan(0)
  const deepest = $('*').last()
  expect(deepest.parents().length).toBeLessThan(600)
  expect(deepest.closest('nav')).toHaveLength(0)
})

test.each(PARSERS)(
  'nothing is lost of what nests too deep, and what follows stands where it belongs: %s',
  (parser) => {
    const links = Array.from({ length: 2_000 }, (_, index) => `<div><a href="/${index}">${index}</a>`).join(
      '',
    )
    const $ = loadHtml(`<body>${links}${'</div>'.repeat(2_000)}<p id="after">After</p>`, { parser })
    expect(
      $('a')
        .toArray()
        .map((link) => $(link).attr('href')),
    ).toEqual(Array.from({ length: 2_000 }, (_, index) => `/${index}`))
    expect($('a').last().text()).toBe('1999')
    expect($('#after').parent().is('body')).toBe(true)
  },
)

test.each(PARSERS)('what nests 500 deep is left as it is: %s', (parser) => {
  const $ = loadHtml(`<body>${'<div>'.repeat(500)}Bottom${'</div>'.repeat(500)}`, { parser })
  expect($('div').last().parents('div')).toHaveLength(499)
})
