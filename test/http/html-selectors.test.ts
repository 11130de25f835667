import { expect, test } from 'vitest'

import { loadHtml } from '../../packages/core/src/http/html.ts'
import { dice } from './dice.ts'
import { documents } from './html-documents.ts'
import { load } from './original-cheerio.ts'

type Dollar = ReturnType<typeof loadHtml>

const PARTS = [
  'a',
  'b',
  'p',
  'li',
  'ul',
  'div',
  'body',
  'html',
  'form',
  'input',
  'option',
  '*',
  'LI',
  '.thing',
  '.first',
  '.Thing',
  '#top',
  '[href]',
  '[data-id]',
  '[data-id=2]',
  '[href*=thing]',
  '[class~=last]',
  '[rel|=next]',
  '[type=RADIO]',
  'li.thing',
  'li.thing.first',
  'a[href^="/"]',
  'li:first-child',
  'li:nth-child(2)',
  ':last-child',
  ':empty',
  'p:empty',
  'li:has(a)',
  'li:has(> ul)',
  ':not(li)',
  'li:not(.first)',
  ':is(a, b)',
  ':contains("One")',
  ':first',
  'li:first',
  'li:eq(1)',
  'li:last',
  ':even',
  'b:gt(0)',
  ':checked',
  ':root',
  ':scope',
  'template',
  'svg',
  'x-card',
  ':parent',
]
const COMBINATORS = [' ', ' ', ' ', ' > ', '>', ' + ', ' ~ ', ', ']

function selector(roll: (limit: number) => number): string {
  const part = () => PARTS[roll(PARTS.length)] ?? '*'
  let text = roll(12) === 0 ? `${['>', '+', '~'][roll(3)]} ${part()}` : part()
  for (let more = roll(3); more > 0; more--) text += `${COMBINATORS[roll(COMBINATORS.length)]}${part()}`
  return text
}

/** Where the nodes stand, so that two trees can be compared. */
function places($: Dollar, action: () => ReturnType<Dollar> | boolean): unknown {
  const all = $('*').toArray()
  try {
    const result = action()
    return typeof result === 'boolean' ? result : result.toArray().map((node) => all.indexOf(node as never))
  } catch (error) {
    return String(error)
  }
}

const METHODS = [
  'find',
  'filter',
  'not',
  'is',
  'closest',
  'children',
  'parents',
  'siblings',
  'next',
  'prevAll',
  'has',
] as const

/** Calls one of the methods, whose types differ by overloads. */
function search(selection: ReturnType<Dollar>, method: (typeof METHODS)[number], wanted: string): never {
  return (selection as unknown as { [name: string]: (selector: string) => never })[method]!(wanted)
}

test.each(['html5', 'fast'] as const)('random selectors find the same with cheerio: %s', (parser) => {
  const roll = dice(parser === 'fast' ? 7 : 11)
  const options = parser === 'fast' ? { xml: { xmlMode: false } } : { scriptingEnabled: false }
  const pages = Object.values(documents).map(
    (page) => [load(page, options), loadHtml(page, { parser })] as const,
  )
  for (let round = 0; round < 6000; round++) {
    const [theirs, ours] = pages[roll(pages.length)] ?? pages[0] ?? []
    const [context, wanted, method] = [
      selector(roll),
      selector(roll),
      METHODS[roll(METHODS.length)] ?? 'find',
    ]
    const run = ($: Dollar) => [
      places($, () => $(wanted)),
      places($, () => $(wanted, context)),
      places($, () => search($(context), method, wanted)),
      places($, () => search($(context).first(), method, wanted)),
    ]
    if (theirs && ours)
      expect([context, method, wanted, run(ours)]).toEqual([context, method, wanted, run(theirs)])
  }
})

test('more selectors than are kept are compiled again', () => {
  const $ = loadHtml('<p id="n1500"><b>x</b></p>')
  for (let number = 0; number < 3000; number++)
    expect($(`#n${number} b`).length).toBe(number === 1500 ? 1 : 0)
})
