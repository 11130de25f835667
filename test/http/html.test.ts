import { describe, expect, test } from 'vitest'

import { loadHtml } from '../../packages/core/src/http/html.ts'
import { documents } from './html-documents.ts'
import { operations } from './html-operations.ts'
import { load } from './original-cheerio.ts'

type Dollar = ReturnType<typeof loadHtml>

const url = new URL('https://shop.example/list/')
const PARSERS = {
  html5: { scriptingEnabled: false, baseURI: url },
  fast: { xml: { xmlMode: false, encodeEntities: 'utf8' }, baseURI: url },
} as const

/** A result in a form to compare: selections as the markup of their nodes. */
function plain($: Dollar, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => plain($, part))
  if (typeof value !== 'object' || value === null) return value
  if ('cheerio' in value || 'parent' in value) return Array.from($(value as never), (node) => $.html(node))
  return { ...value }
}

function outcome($: Dollar, operation: ($: Dollar) => unknown): unknown {
  try {
    const result = plain($, operation($))
    return { result, page: $.html() }
  } catch (error) {
    return String(error)
  }
}

describe.each(['html5', 'fast'] as const)('%s', (parser) => {
  describe.each(Object.keys(documents))('on the page "%s"', (name) => {
    const page = documents[name] ?? ''

    test.each(Object.entries(operations))('cheerio and ours agree on %s', (_name, operation) => {
      const theirs = outcome(load(page, PARSERS[parser]), operation)
      expect(outcome(loadHtml(page, { parser, url }), operation)).toEqual(theirs)
    })
  })

  test('a wrong selector is told as cheerio tells it', () => {
    for (const selector of ['a[', 'li:nope', '::before', ')', 'a >', ':not(']) {
      const theirs = outcome(load('<a>', PARSERS[parser]), ($) => $(selector))
      expect(outcome(loadHtml('<a>', { parser, url }), ($) => $(selector))).toEqual(theirs)
    }
  })
})

test('more than sixty operations are compared', () => {
  expect(Object.keys(operations).length).toBeGreaterThan(60)
})

test('markup in noscript is read, for lazy images stand there', () => {
  for (const parser of ['html5', 'fast'] as const)
    expect(loadHtml('<noscript><img src=a></noscript>', { parser })('img').attr('src')).toBe('a')
})

test('html5 mends as browsers do', () => {
  const $ = loadHtml('<table><tr><td>x</table><p>a<p>b')
  expect($('table > tbody > tr > td').text()).toBe('x')
  expect($('p').length).toBe(2)
})

test('text is written as it is by both parsers', () => {
  for (const parser of ['html5', 'fast'] as const)
    expect(loadHtml('<p>é日 &lt;</p>', { parser })('p').toString()).toBe('<p>é日 &lt;</p>')
})

test('reading what a template holds leaves it there, as it does not in cheerio', () => {
  const $ = loadHtml('<template><p>x</p></template>')
  expect([$('template').html(), $('template').html()]).toEqual(['<p>x</p>', '<p>x</p>'])
  expect($('p').text()).toBe('x')
})

test('$.xml writes XML for a selector too, as it does not in cheerio', () => {
  expect(loadHtml('<p>a<br>b').xml('p')).toBe('<p>a<br/>b</p>')
})

test('any text is some page', () => {
  for (const parser of ['html5', 'fast'] as const) {
    for (const text of [
      '',
      '\0',
      '<',
      '<!',
      '</',
      '<a b=',
      '&#x110000;',
      '<!DOCTYPE',
      '\uD800',
      '<a '.repeat(1000),
    ])
      expect(typeof loadHtml(text, { parser }).html()).toBe('string')
  }
})

describe('pages do not know of each other', () => {
  test('a plug-in is seen by its page only, from then on', () => {
    const [one, two] = [loadHtml('<a>x</a>'), loadHtml('<a>y</a>')]
    Object.assign(one.fn, {
      shout(this: ReturnType<Dollar>) {
        return `${this.text()}!`
      },
    })
    expect(Reflect.get(one('a'), 'shout').call(one('a'))).toBe('x!')
    expect(Reflect.get(one('body').find('a').first(), 'shout')).toBeDefined()
    expect(Reflect.get(two('a'), 'shout')).toBeUndefined()
    expect(Reflect.get(loadHtml('<a>')('a'), 'shout')).toBeUndefined()
    expect(Reflect.get(load('<a>')('a'), 'shout')).toBeUndefined()
  })

  test('$.prototype is for plug-ins too, and instanceof holds before and after', () => {
    const $ = loadHtml('<a>x</a>')
    const before = $('a')
    const { prototype } = $ as unknown as { prototype: object }
    Object.assign(prototype, { twice: () => 2 })
    expect(Reflect.get($('a'), 'twice')()).toBe(2)
    expect([before, $('a')].every((selection) => selection instanceof ($ as never))).toBe(true)
    expect([] instanceof ($ as never)).toBe(false)
  })

  test('a change to one page is not seen by another', () => {
    const [one, two] = [loadHtml('<ul><li>x</ul>'), loadHtml('<ul><li>x</ul>')]
    one('li').remove()
    expect([one('ul li').length, two('ul li').length]).toEqual([0, 1])
  })

  test('a selection of one page can be put into another', () => {
    const [one, two] = [loadHtml('<b>x</b>'), loadHtml('<p></p>')]
    two('p').append(one('b'))
    expect([two('p b').text(), one('b').length]).toEqual(['x', 0])
  })
})

test("cheerio's own class stays as it was", () => {
  const methods = Object.getPrototypeOf(load('').fn)
  const before = Object.getOwnPropertyNames(methods).map((name) => [name, methods[name]])
  loadHtml('<a class=b>')('a.b').filter('.b').toArray()
  expect(Object.getOwnPropertyNames(methods).map((name) => [name, methods[name]])).toEqual(before)
})

test('$.load reads with the parser of its page', () => {
  expect(loadHtml('', { parser: 'fast' }).load('<p>x').html()).toBe('<p>x</p>')
  expect(loadHtml('').load('<p>x').html()).toBe('<html><head></head><body><p>x</p></body></html>')
  expect(loadHtml('').load('<p>x', null, false).html()).toBe('<p>x</p>')
  expect(loadHtml('').load('<A/><b/>', { xml: true })('A').length).toBe(1)
})
