import { expect, test } from 'vitest'

import { loadHtml } from '../../packages/core/src/http/html.ts'

type Page = (size: number) => string

const LARGE = 1_000_000
const TIMES_SMALLER = 8

function full(piece: string): Page {
  return (size) => piece.repeat(size / piece.length)
}

/** Two halves of a page, or more of it. */
function both(...parts: readonly Page[]): Page {
  return (size) => parts.map((part) => part(size / parts.length)).join('')
}

/** Pieces that all differ. */
function numbered(piece: (id: number) => string): Page {
  return (size) => Array.from({ length: size / piece(10_000).length }, (_, id) => piece(id)).join('')
}

function within(before: string, page: Page, after: string): Page {
  return (size) => before + page(size) + after
}

const pages: { readonly [what: string]: Page } = {
  'elements in one another': full('<div>'),
  'elements in one another, closed by another name': both(full('<b>'), full('</i>')),
  'elements in one another, closed by as many names': both(
    full('<b>'),
    numbered((id) => `</b${id}>`),
  ),
  'elements that are closed twice, in many': both(full('<b>'), full('<i></i></i>')),
  'elements of as many names': numbered((id) => `<b${id}>`),
  'elements that close each other': full('<li><p>'),
  'drawings in drawings': full('<svg><mi>'),
  paragraphs: full('</p>'),
  'attributes of one name': full('<a '),
  'attributes of as many names': within(
    '<a ',
    numbered((id) => `a${id}=1 `),
    '>',
  ),
  'quotes that are not closed': full('<a b="'),
  apostrophes: full("<a b='>"),
  slashes: full('<a/'),
  'equals signs': within('<a ', full('='), '>'),
  comments: full('<!--'),
  'short comments': full('<!-->'),
  'sections of data': full('<![CDATA['),
  declarations: full('<!'),
  instructions: full('<?'),
  'ends of nothing': full('</'),
  'ends of nothing, each in blanks': full('</ '),
  'angle brackets': full('<'),
  'one name': within('<', full('a'), ''),
  scripts: full('<script></'),
  'scripts that nearly end': within('<script>', full('</scrip'), ''),
  titles: full('<title>&amp'),
  ampersands: full('&'),
  entities: full('&amp'),
  'entities in a value': within('<a b="', full('&amp'), '">'),
  'texts before the only entity': within('', full('<i>x</i>'), '&'),
  digits: within('&#', full('1'), ''),
  blanks: within('<a', full(' '), '>'),
}

/** Milliseconds of CPU for reading a page. */
function effort(page: string): number {
  const before = process.threadCpuUsage()
  loadHtml(page, { parser: 'fast' })
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}

test.each(Object.entries(pages))(
  'a page of %s costs no more by the letter when it is long',
  (_what, page) => {
    const short = page(LARGE / TIMES_SMALLER)
    const effortOfShort = Math.min(effort(short), effort(short), effort(short))
    // By the square it would be eight times as much; collecting the garbage of a large tree costs something too.
    expect(effort(page(LARGE))).toBeLessThan(3 * TIMES_SMALLER * Math.max(effortOfShort, 5))
  },
)
