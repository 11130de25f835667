import { globSync, readFileSync } from 'node:fs'

import { array, assert, constantFrom, integer, property } from 'fast-check'
import { parseDocument } from 'htmlparser2'
import { expect, test } from 'vitest'

import { loadHtml } from '../../packages/core/src/http/html.ts'
import { startSite } from '../site/index.ts'
import { documents } from './html-documents.ts'
import { plainTree } from './plain-tree.ts'

/** Pieces of markup, as they are taken in any order. */
const PIECES = [
  'a¦Some text¦ ¦\n¦\r\n¦\t¦\f¦\0¦&¦&amp;¦&amp¦&#x1f600;¦&#x¦&#12¦&#0;¦&notit;¦&notin¦&copy=¦&NotEqualTilde;¦;',
  'é日本¦😀¦\uD800¦<¦>¦"¦\'¦=¦-¦--¦/¦!¦?¦[¦</¦</>¦</ ¦</1¦]]>¦<!¦<!>¦<!->¦<!-->¦<!--->¦<!--¦-->¦<![CDATA[¦<![CD',
  '<p>¦</p>¦</p¦<P>¦<b>¦</b>¦<a href=x>¦</a>¦<div class="a b">¦</DIV x>¦<br>¦<br/>¦</br>¦<hr>¦</hr>',
  '<ul>¦<li>¦</li>¦</ul>¦<dd>¦<dt>¦<rt>¦<rp>¦<h1>¦<section>¦<form>¦<head>¦<link>¦<body>¦</body>',
  '<table>¦<thead>¦<tbody>¦<tfoot>¦<tr>¦<th>¦<td>¦</table>¦<select>¦<option>¦<optgroup>¦<button>¦<input>',
  '<script>¦</script>¦<script/>¦<Script x>¦</SCRIPT y>¦</scr¦<style>¦</style >¦<xmp>¦</xmp>¦<scrip>¦<scripts>',
  '<textarea>¦</textarea>¦<title>¦</title>¦<title/>¦<s¦<st¦<t¦<tit¦<x¦<te¦<!doctype html>¦<!DOCTYPE/x>¦<?xml a?>¦<?>',
  '<svg>¦</svg>¦<svg/>¦<path d=a/>¦<g />¦<math>¦<mi>¦<mi/>¦</mi>¦<foreignObject>¦</foreignobject>¦<desc>¦<i/>',
  '<p a=1 a=2 A=3>¦<p hasOwnProperty=1 toString constructor>¦<p "a"b>¦<p =a>¦<p ==a>¦<p a = b>¦<p a=>¦<p a="b"c=\'d\'>',
  '<p/a/b=/>¦<p a=¦<p a="¦<p a=\'¦<p a ¦<p /¦<p / ¦<a<b>¦<p É=É>¦<Kelvin Kelvin=1>¦<p b="1&lt;2&amp3&copy=" c=4&amp=5>',
].flatMap((line) => line.split('¦'))

/** Elements with rules of their own, and some without. */
const NAMES = [
  'address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main',
  'nav ol p pre section table ul li dd dt rt rp option optgroup select button datalist input output textarea',
  'tr td th thead tbody tfoot caption colgroup html head body title script style xmp noscript iframe template plaintext',
  'area base basefont br col command embed frame img isindex keygen link meta param source track wbr',
  'svg math mi mo mn ms mtext annotation-xml foreignObject desc path a b i span dialog hgroup menu search summary',
].flatMap((line) => line.split(' '))

// htmlparser2 does not decode what stands right behind something like the end of a title; browsers do.
const UNLIKE = /<\/?(?:t(?:i(?:tl?)?)?)?&/i

function expectSameTree(markup: string): void {
  const ours = loadHtml(markup, { parser: 'fast' }).root()[0]
  expect(plainTree(ours), JSON.stringify(markup)).toEqual(plainTree(parseDocument(markup)))
}

/** Markup of pieces in any order. */
function markup(maxLength: number) {
  return array(constantFrom(...PIECES), { maxLength })
    .map((pieces) => pieces.join(''))
    .filter((page) => !UNLIKE.test(page))
}

test('the tree of a page is that of htmlparser2, whatever the markup', () => {
  assert(property(markup(16), expectSameTree), { numRuns: 3_000 })
})

test('the tree of any two pieces of markup is that of htmlparser2', () => {
  for (const first of PIECES)
    for (const second of PIECES) if (!UNLIKE.test(first + second)) expectSameTree(`x${first}${second}`)
})

test('the tree of any element in any other is that of htmlparser2', () => {
  for (const outer of NAMES) {
    expectSameTree(`<svg><${outer}/>x</${outer}>y<i/>z</svg><i/>`)
    for (const inner of NAMES) expectSameTree(`<${outer}><${inner}>x</${outer}>y`)
  }
})

test('the tree of a page that is cut off anywhere is that of htmlparser2', () => {
  for (const page of Object.values(documents))
    for (let length = 0; length <= page.length; length += 3) expectSameTree(page.slice(0, length))
})

test('the trees of the pages of shops are those of htmlparser2', async () => {
  for (const file of globSync('packages/crawlers/src/**/*.html')) expectSameTree(readFileSync(file, 'utf8'))
  await using site = await startSite({ products: 20 })
  const pages = new Set([new URL('/', site.url).href])
  for (const url of pages) {
    const page = await (await fetch(url)).text()
    expectSameTree(page)
    for (const { attribs } of loadHtml(page)('a[href]')) {
      const link = new URL(attribs['href'] ?? '', url)
      if (link.host === new URL(site.url).host) pages.add(link.origin + link.pathname)
    }
  }
  expect(pages.size).toBeGreaterThan(30)
})

test('a page with options of htmlparser2 is read by their rules', () => {
  const page = '<DIV A=&lt;><I/>b</DIV><![CDATA[c]]>'
  for (const options of [
    { decodeEntities: false },
    { lowerCaseTags: false },
    { lowerCaseAttributeNames: false },
    { recognizeSelfClosing: true },
    { recognizeCDATA: true },
    { withStartIndices: true, withEndIndices: true },
  ]) {
    const $ = loadHtml('', { parser: 'fast' }).load(page, { xml: { xmlMode: false, ...options } })
    const theirs = parseDocument(page, options)
    expect(plainTree($.root()[0])).toEqual(plainTree(theirs))
    expect($.root().children().last()[0]).toMatchObject({ endIndex: theirs.children[0]?.endIndex })
  }
})

test('what nests too deep stands where it would with htmlparser2', () => {
  const $ = loadHtml('', { parser: 'fast' })
  const isSame = (depth: number, piece: string) => {
    const page = `${'<div>'.repeat(depth)}${piece}${'</div>'.repeat(depth)}after`
    // An option that changes nothing has htmlparser2 read it.
    const theirs = $.load(page, { xml: { xmlMode: false, decodeEntities: true } })
    expect(plainTree($.load(page).root()[0])).toEqual(plainTree(theirs.root()[0]))
  }
  assert(property(integer({ min: 505, max: 520 }), markup(20), isSame), { numRuns: 100 })
})

test('where htmlparser2 slips a page is read as browsers do', () => {
  const $ = loadHtml(
    '<title>I <&amp; you </t&amp;</title><tmp><i>1</i></tmp><xitle><i>2</i></xitle><p a="&Tcy" b>3</p>',
    { parser: 'fast' },
  )
  expect($('title').text()).toBe('I <& you </t&')
  expect($('i').text()).toBe('12')
  expect($('p').attr()).toEqual({ a: '&Tcy', b: '' })
  expect(loadHtml('<style>\x1c/style><p>', { parser: 'fast' })('p')).toHaveLength(0)
})

test('no attribute is there that the page does not have, and none is lost', () => {
  const { attribs } = loadHtml('<p __proto__=1 toString=2>', { parser: 'fast' })('p')[0] as {
    attribs: Record<string, string>
  }
  expect(Object.entries(attribs)).toEqual([
    ['__proto__', '1'],
    ['tostring', '2'],
  ])
  expect(attribs['constructor']).toBeUndefined()
})
