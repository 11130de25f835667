import { defineCrawler, extract, Response } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { loadHtml } from '../../packages/core/src/http/html.ts'
import { dice } from './dice.ts'
import { documents } from './html-documents.ts'
import { load } from './original-cheerio.ts'
import { plainTree } from './plain-tree.ts'

const PIECES = [
  'a¦Some text¦ ¦\n¦\r\n¦\r¦\t¦\f¦\0¦&amp;¦&#x1f600;¦&notit;¦&#0;¦&',
  'é日本¦😀¦\uD800¦\uDC00x¦<¦>¦"¦\'¦=¦-¦--¦/¦</¦<!¦<?¦]]>',
  '<p>¦</p>¦<b>¦</b>¦<i>¦</i>¦<a href=x>¦</a>¦<div class="a b">¦</div>¦<br/>',
  '<pre>¦\n<pre>\n\nx¦</pre>¦<textarea>¦</textarea>¦<listing>\r\n¦<title>¦</title>',
  '<table>¦<tr>¦<td>¦</td>¦</table>¦<caption>¦<col>¦<select>¦<option>¦</select>',
  '<script>¦</script>¦<!--<script>¦-->¦<style>¦</style>¦<noscript>¦<xmp>¦</xmp>',
  '<svg>¦<g/>¦<path d="M0" />¦<svg xlink:href="#a" viewbox=1>¦<foreignObject>¦</svg>¦<math>¦<mi>¦<![CDATA[ x\r\ny ]]>',
  '<template>¦</template>¦<form>¦</form>¦<frameset>¦<plaintext>¦<head>¦<body id=1>¦<html x>',
  '<!--¦ a comment ¦--!>¦<!doctype html>¦<!DOCTYPE html PUBLIC "a" "b">¦<INPUT Type=Hidden DISABLED>',
  '<a-b c-d_e="1&lt;2" f=\'3\r\n4\' g=5&6 h>¦<p title="😀\0\r">¦<p \0x=\0 =y "z">¦<img src="a¦<p a=1 a=2>',
  '<p a b="1" a="2">¦<img src="/x" />¦</p >¦<p\na="1"\tb\fc>¦<br/ >¦<i a="b"c>¦<u a = "b">¦<b a ="">¦</i a="b">¦<p a="&lt;">',
].flatMap((line) => line.split('¦'))

function expectSameTree(markup: string): void {
  // cheerio reads with parse5 as it is.
  const theirs = load(markup, { scriptingEnabled: false }).root()[0]
  const ours = loadHtml(markup).root()[0]
  expect(plainTree(ours), JSON.stringify(markup)).toEqual(plainTree(theirs))
}

test('the tree of a page is that of parse5, whatever the markup', () => {
  for (let seed = 1; seed <= 3_000; seed++) {
    const roll = dice(seed)
    expectSameTree(Array.from({ length: 1 + roll(14) }, () => PIECES[roll(PIECES.length)]).join(''))
  }
  for (const markup of Object.values(documents)) expectSameTree(markup)
})

test('the tree of a page beyond the buffer of the tokenizer is that of parse5', () => {
  const roll = dice(7)
  expectSameTree(Array.from({ length: 30_000 }, () => PIECES[roll(40)]).join(''))
  expectSameTree(`<p>${'text of a long page\r\n'.repeat(10_000)}<i title="${'x'.repeat(100_000)}">`)
})

test('a tag has as many attributes as it is given, each once, as with parse5', () => {
  const names = Array.from({ length: 500 }, (_, index) => `a${index % 300}`)
  for (const separator of [' ', ' /', '="x" '])
    expectSameTree(`<p ${names.join(separator)}>${'<i b b=c>'.repeat(2)}<p ${names.join(' ')}>`)
})

test('a tag with 100,000 attributes is read in time', async () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `a${index}`)
  const url = 'https://site.example/'
  const crawler = defineCrawler({
    name: 'site',
    start: url,
    routeTimeout: 5_000,
    records: { page: z.object({ count: z.number() }) },
    routes: { page: ({ $ }) => ({ count: Object.keys($('p').attr() ?? {}).length }) },
  })
  const page = new Response({ url, body: `<p ${names.join(' ')}>` })
  expect((await extract(crawler, 'page', page)).records).toEqual([{ count: 100_000 }])
})

test('no attribute is there that the page does not have', () => {
  const { attribs } = loadHtml('<p __proto__=1 toString=2>')('p')[0] as { attribs: Record<string, string> }
  expect(Object.keys(attribs)).toEqual(['__proto__', 'tostring'])
  expect([attribs['constructor'], attribs['hasOwnProperty']]).toEqual([undefined, undefined])
})
