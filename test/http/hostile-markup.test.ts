import { expect, test } from 'vitest'

import { loadHtml } from '../../packages/core/src/http/html.ts'

const SIZE = 1_000_000

/** A page of a megabyte. */
function full(piece: string): string {
  return piece.repeat(SIZE / piece.length)
}

const half = SIZE / 8
const numbers = Array.from({ length: half }, (_, index) => index)

/** Each would take minutes if a part of it were looked at again for each other. */
const pages: { readonly [what: string]: string } = {
  'elements in one another': full('<div>'),
  'elements in one another, closed by other names': `${'<b>'.repeat(half)}${'</i>'.repeat(half)}`,
  'elements in one another, closed by as many names': `${'<b>'.repeat(half)}${numbers.map((id) => `</b${id}>`).join('')}`,
  'elements that are opened and closed twice in many': `${'<b>'.repeat(half)}${'<i></i></i>'.repeat(half)}`,
  'elements of as many names': numbers.map((id) => `<b${id}>`).join(''),
  'elements that close each other': full('<li><p>'),
  'drawings in drawings': full('<svg><mi>'),
  paragraphs: full('</p>'),
  'attributes of one name': full('<a '),
  'attributes of as many names': `<a ${numbers.map((id) => `a${id}=1`).join(' ')}>`,
  'quotes that are not closed': full('<a b="'),
  apostrophes: full("<a b='>"),
  slashes: full('<a/'),
  'equals signs': `<a ${full('=')}>`,
  comments: full('<!--'),
  'short comments': full('<!-->'),
  'sections of data': full('<![CDATA['),
  declarations: full('<!'),
  instructions: full('<?'),
  'ends of nothing': full('</'),
  'ends of nothing, each in blanks': full('</ '),
  'angle brackets': full('<'),
  'names that are all of the page': `<${full('a')}`,
  scripts: full('<script></'),
  'scripts that nearly end': `<script>${full('</scrip')}`,
  titles: full('<title>&amp'),
  ampersands: full('&'),
  entities: full('&amp'),
  'entities in values': `<a b="${full('&amp')}">`,
  'entities far apart': full(`<i>&</i>${'<i>x</i>'.repeat(100)}`),
  numbers: `&#${full('1')}`,
  blanks: `<a${full(' ')}`,
}

test.each(Object.entries(pages))('a megabyte of %s is read as quickly as any other', (_what, page) => {
  const $ = loadHtml(`<title>T</title>${page}`, { parser: 'fast' })
  expect($('title').first().text()).toBe('T')
})
