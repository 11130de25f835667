import { Archive, crawl, reextract, SqliteStore, type Crawler } from 'latchkey'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

import { startSite, type Site } from '../site/index.ts'
import { shopCrawler } from './shop-crawler.ts'

const ORDERS = 12
const PRODUCTS = 30

let site: Site
let shop: Crawler
const archive = new Archive(':memory:')
const store = new SqliteStore(':memory:')

beforeAll(async () => {
  site = await startSite({ products: PRODUCTS, orders: ORDERS })
  shop = shopCrawler(site.url)
  await crawl(shop, { store, archive })
  await site.close()
})

afterAll(async () => {
  await archive.close()
  await store.close()
})

test('the routes that a run was made with change nothing', async () => {
  const difference = await reextract(shop, { store, archive })
  expect(difference).toMatchObject({
    run: 1,
    pages: 46,
    missing: 0,
    records: {
      product: { same: PRODUCTS, changed: 0, added: 0, removed: 0, fields: {} },
      order: { same: ORDERS, changed: 0, added: 0, removed: 0 },
    },
    links: { added: 0, removed: 0 },
    failing: [],
    mended: 0,
    differs: false,
  })
})

test('a changed route shows exactly the records and the fields that would change', async () => {
  const changed = withRoute('product', ({ $ }) => {
    const id = Number($('.product-id').text())
    return {
      id,
      title: $('.product-title').text(),
      price: id === 7 ? 'on request' : $('.price').first().text(),
    }
  })
  const { records, links, differs } = await reextract(changed, { store, archive })
  expect(differs).toBe(true)
  expect(links).toMatchObject({ added: 0, removed: 0 })
  expect(records['order']).toMatchObject({ same: ORDERS, changed: 0 })
  const { examples, fields, ...counts } = records['product'] ?? {}
  expect(counts).toEqual({ same: PRODUCTS - 1, changed: 1, added: 0, removed: 0 })
  expect(Object.keys(fields ?? {})).toEqual(['price'])
  const example = {
    key: '7',
    url: `${site.url}/products/7`,
    fields: [{ path: 'price', before: expect.stringMatching(/\d/), after: 'on request' }],
  }
  expect(fields?.['price']).toEqual({ count: 1, example })
  expect(examples).toEqual({ changed: [example], added: [], removed: [] })
})

test('records that come and go are counted, each kind for itself', async () => {
  const changed = withRoute('product', ({ $ }) => {
    const id = Number($('.product-id').text())
    const record = { id: id + 10, title: $('.product-title').text(), price: $('.price').first().text() }
    return id % 2 === 0 ? record : []
  })
  const { records } = await reextract(changed, { store, archive })
  // 12, 14 ... 30 are still there, with what belongs to others; 32 ... 40 are new; of 1 to 11 and the odd none is left.
  expect(records['product']).toMatchObject({ same: 0, changed: 10, added: 5, removed: 20 })
})

test('links that are followed no more, and new ones, are named', async () => {
  const changed = withRoute('list', ({ follow, url }) => {
    follow('a.product-link', 'product')
    follow('a.next', 'list')
    if (url.pathname === '/products') follow(new URL('/help', url), 'list')
  })
  const { links, records } = await reextract(changed, { store, archive })
  expect(links).toMatchObject({ added: 1, removed: ORDERS })
  expect(links.examples.added).toEqual([{ url: `${site.url}/help`, route: 'list' }])
  expect(links.examples.removed[0]).toMatchObject({ route: 'order' })
  expect(records['order']).toMatchObject({ same: ORDERS })
})

test('links that the run itself has set aside are not new, but those that no route took then are', async () => {
  await using site = await startSite({ products: 6, robots: 'User-agent: *\nDisallow: /products/2' })
  await using kept = new SqliteStore(':memory:')
  await using seen = new Archive(':memory:')
  const byPath = withRoute('list', ({ follow }) => follow('a.product-link'))
  const list = { ...byPath, start: `${site.url}/products` }
  const narrow = { ...list, paths: { list: '/products', product: '/products/1' } }
  await crawl(narrow, { store: kept, archive: seen })
  expect(await reextract(narrow, { store: kept, archive: seen })).toMatchObject({ differs: false })
  const wide = { ...list, paths: { list: '/products', product: '/products/:id' } }
  const { links } = await reextract(wide, { store: kept, archive: seen })
  expect(links).toMatchObject({ added: 5, removed: 0 })
  await crawl(wide, { store: kept, archive: seen })
  expect(await reextract(wide, { store: kept, archive: seen })).toMatchObject({
    links: { added: 0, removed: 0 },
  })
})

test('pages whose route fails now are counted by class of error, with an example', async () => {
  const stricter: Crawler = {
    ...shop,
    records: {
      ...shop.records,
      order: z.object({ id: z.string(), total: z.string(), currency: z.string() }),
    },
  }
  const { failing, records, differs } = await reextract(stricter, { store, archive })
  expect(differs).toBe(true)
  expect(failing).toMatchObject([{ name: 'RecordError', count: ORDERS }])
  expect(failing[0]?.example.message).toContain('record order is wrong: currency')
  expect(records['order']).toMatchObject({ same: 0, removed: ORDERS })
})

test('a page that had failed and would not now is told as mended', async () => {
  await using site = await startSite({ products: 4 })
  await using broken = new Archive(':memory:')
  await using kept = new SqliteStore(':memory:')
  const start = `${site.url}/products`
  const throwing = { ...withRoute('product', () => expect.fail('no such element')), start }
  await crawl(throwing, { store: kept, archive: broken })
  const difference = await reextract({ ...shop, start }, { store: kept, archive: broken })
  expect(difference).toMatchObject({ mended: 4, failing: [], records: { product: { added: 4 } } })
})

test('an archive of another store is refused, with the mend', async () => {
  await using other = new SqliteStore(':memory:')
  await expect(reextract(shop, { store: other, archive })).rejects.toThrow(
    /run 1 of shop, begun .*, is in the archive but not in the store: name the store/,
  )
  await (await other.open('shop')).close()
  await expect(reextract(shop, { store: other, archive })).rejects.toThrow('not in the store')
})

/** The shop with another route, as somebody edits it. */
function withRoute(name: string, route: (page: PageOfAnyRoute) => unknown): Crawler {
  return { ...shop, routes: { ...shop.routes, [name]: route } }
}

interface PageOfAnyRoute {
  readonly url: URL
  readonly $: (selector: string) => { text(): string; first(): { text(): string } }
  readonly follow: (target: string | URL, route?: string) => void
}
