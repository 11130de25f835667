import { readFileSync } from 'node:fs'

import { defineCrawler, extract, Response, Session } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { loadHtml } from '../../packages/core/src/http/html.ts'
import { startSite } from '../site/index.ts'
import { serve } from '../support/serve.ts'

const url = 'https://shop.example/'

function page(body: string): Response {
  return new Response({ url, body })
}

test('a title is that of the tree, without one being made', () => {
  const pages = [
    '<title>Chairs</title>',
    '<!doctype html><html><head><TITLE lang="en">\n  Chairs &amp; Stools\n </TITLE>',
    '<!-- <title>no</title> --><script>"<title>no</title>"</script><title>yes</title><title>late</title>',
    '<svg><path/></svg><p>none',
    '<title></title>',
    '<title-bar>Menu</title-bar><title>Shop</title>',
    '<title>Shop</titles></title >',
    '<!--><title>Shop</title>',
    '<!-- <title>no</title>',
    '<title>Shop',
  ]
  for (const body of pages) {
    const response = page(body)
    expect(response.title).toBe(response.$('title').first().text().replace(/\s+/g, ' ').trim())
  }
})

test('a PDF has no tree, whatever its bytes look like', () => {
  const response = (type: string) =>
    new Response({ url: 'https://shop.example/', headers: { 'content-type': type }, body: '<p>7</p>' })
  expect(response('application/pdf').$('p').length).toBe(0)
  expect(response('text/html').$('p').length).toBe(1)
  expect(response('application/pdf').text).toBe('<p>7</p>')
})

test('JSON-LD is found in lists, in graphs and in wrappings; what is not JSON is left out', () => {
  const response = page(`
    <script type="application/ld+json">{"@type":"Product","name":"</p> & co"}</script>
    <SCRIPT id=x type='application/ld+json; charset=utf-8'>[{"@type":"A"},{"@graph":[{"@type":"B"},{"@type":"C"}]}]</SCRIPT>
    <script type=application/ld+json>//<![CDATA[
      {"@type":"D"}
    //]]></script>
    <script type="application/ld+json"><!-- {"@type":"E"} --></script>
    <script type="application/ld+json">/* <![CDATA[ */ {"@type":"F","text":"-->"} /* ]]> */</script>
    <script type="application/ld+json">{"@type": oops}</script>
    <!-- <script type="application/ld+json">{"@type":"Old"}</script> -->
    <script>var text = '<script type="application/ld+json">{"@type":"No"}'</script>`)
  expect(response.jsonLd().map((thing) => thing['@type'])).toEqual(['Product', 'A', 'B', 'C', 'D', 'E', 'F'])
  expect(page('<p>none').jsonLd()).toEqual([])
})

test("a product's page of the fixture site describes itself", async () => {
  await using site = await startSite({ products: 5 })
  await using session = new Session({ site: site.url })
  const [product] = site.products()
  const response = await session.get('/products/1')
  expect(response.jsonLd()).toMatchObject([{ '@type': 'Product', name: product?.title, sku: product?.sku }])
  expect(response.title).toBe(`${product?.title} | Latchkey`)
})

test('the parsers differ as docs/reading-pages.md shows', () => {
  const page = readFileSync(new URL('../../docs/reading-pages.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `(<.+?)` \| `(.+?)` \| `(.+?)` \|$/gm)]
  expect(rows.length).toBeGreaterThan(3)
  for (const [, source = '', html5, fast] of rows) {
    expect(loadHtml(`<!doctype html>${source}`)('body').html()).toBe(html5)
    expect(loadHtml(source, { parser: 'fast' }).html()).toBe(fast)
  }
})

test('a crawler and a session choose what reads their pages', async () => {
  const table = '<table><tr><td>x</table>'
  const count = (response: Response) => response.$('table > tbody > tr').length
  await using server = await serve((_, response) => response.end(table))
  for (const [parser, rows] of [
    ['html5', 1],
    ['fast', 0],
  ] as const) {
    await using session = new Session({ site: server.url, parser })
    expect(count(await session.get('/'))).toBe(rows)
    const crawler = defineCrawler({
      name: 'x',
      start: url,
      parser,
      records: { list: z.object({ rows: z.number() }) },
      routes: { list: ({ response }) => ({ rows: count(response) }) },
    })
    expect((await extract(crawler, 'list', page(table))).records).toEqual([{ rows }])
  }
  const slow = defineCrawler({ name: 'x', start: url, parser: 'slow' as never, routes: { list() {} } })
  await expect(extract(slow, 'list', page(''))).rejects.toThrow(`parser is "slow": write 'html5' or 'fast'`)
})
