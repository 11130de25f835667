import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { startSite } from '../site/index.ts'
import { productCrawler } from '../support/crawlers/shop.ts'

test('a crawl of the whole shop has every product once, and its books balance', async () => {
  await using site = await startSite({ products: 120 })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(productCrawler(site.url), { store })

  expect(report).toMatchObject({ discovered: 126, done: 126, failed: 0, skipped: 0, waiting: 0, exitCode: 0 })
  expect(report.records).toEqual({ product: 120 })
  expect(report.replaced).toEqual({})
  const found = await Array.fromAsync(store.records({ crawler: 'products' }), ({ value }) => value)
  const truth = site.products().map(({ id, title }) => ({ id, title }))
  expect(found.toSorted(byId)).toEqual(truth.toSorted(byId))
})

test('each link that is not followed is counted under its reason', async () => {
  await using site = await page(`
    <a href="https://elsewhere.example/">off-site</a> <a href="https://elsewhere.example/#again">the same</a>
    <a href="mailto:ada@shop.example">mail</a> <a href="javascript:void(0)">script</a> <a href="data:,x">data</a>
    <a href="/logout">out</a> <a href="http://[bad">broken</a> <a href="/known">no route takes it</a>
    <a href="/items/1">item</a> <a href="/items/1#part">item</a> <a href="/items/../items/1">item</a>`)
  const crawler = defineCrawler({
    name: 'links',
    start: { url: site.url, route: 'home' },
    login: { submit: async () => undefined },
    paths: { item: '/items/:id' },
    routes: { home: ({ follow }) => follow('a'), item: () => {} },
  })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawler, { store })
  expect(report.skips).toEqual({
    'off-site': 1,
    'not http': 3,
    'signs out': 1,
    'not a URL': 1,
    'no route': 1,
  })
  expect(report).toMatchObject({ discovered: 9, done: 2, skipped: 7, waiting: 0 })
})

test('records whose key is that of others are counted, on several pages or on one', async () => {
  await using site = await page('<h1>Shop</h1> <i>lamp</i> <i>lamp</i> <i>bed</i> <i>lamp</i> <i>cup</i>')
  const crawler = defineCrawler({
    name: 'keys',
    start: [
      ...['1', '2', '3'].map((path) => ({ url: site.url + path, route: 'product' as const })),
      { url: `${site.url}list`, route: 'row' as const },
    ],
    records: {
      product: z.object({ shop: z.string(), path: z.string() }),
      row: z.object({ name: z.string(), place: z.number() }),
    },
    keys: { product: 'shop', row: 'name' },
    routes: {
      product: ({ $, url }) => ({ shop: $('h1').text(), path: url.pathname }),
      row: ({ $ }) =>
        $('i')
          .toArray()
          .map((thing, place) => ({ name: $(thing).text(), place })),
    },
  })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 4, records: { product: 1, row: 3 }, exitCode: 0 })
  expect(report.replaced).toEqual({ product: 2, row: 2 })
})

test('what robots.txt forbids is not fetched, and counted', async () => {
  await using site = await startSite({ robots: 'User-agent: *\nDisallow: /products/1\n' })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(productCrawler(site.url), { store })
  expect(report.skips['robots.txt']).toBe(111)
  expect(site.hits('/products/1')).toBe(0)
})

test('an origin that the crawler allows is crawled, but gets none of its credentials', async () => {
  await using shop = await startSite({ products: 3 })
  await using home = await page(`<a href="${shop.url}/products/2">elsewhere</a>`)
  const crawler = defineCrawler({
    name: 'two-sites',
    start: home.url,
    allow: shop.url,
    session: { headers: { authorization: 'Bearer of-the-home-site' } },
    records: { product: z.object({ title: z.string() }) },
    routes: {
      home: ({ follow }) => follow('a', 'product'),
      product: ({ $ }) => ({ title: $('.product-title').text() }),
    },
  })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 2, failed: 0, skipped: 0 })
  expect(shop.log.every(({ authorization }) => authorization === undefined)).toBe(true)
})

test('a page that fails is listed with its error, and tried again when asked', async () => {
  await using site = await startSite({ products: 30 })
  await using store = new SqliteStore(':memory:')
  const title = z.object({ id: z.coerce.number(), title: z.string().regex(/^[^Q]/) })
  const strict = productCrawler(site.url, { records: { product: title } })
  const wrong = site.products().filter((product) => product.title.startsWith('Q')).length
  const first = await crawl(strict, { store })
  expect(first).toMatchObject({ failed: wrong, exitCode: wrong > 0 ? 3 : 0 })
  const second = await crawl(productCrawler(site.url), { store, mode: 'retry' })
  expect(second).toMatchObject({ done: 32, failed: 0, exitCode: 0, records: { product: 30 } })
})

function byId(a: unknown, b: unknown): number {
  return (a as { id: number }).id - (b as { id: number }).id
}

async function page(html: string): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/robots.txt' ? 404 : 200, { 'content-type': 'text/html' }).end(html)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: close }
}
