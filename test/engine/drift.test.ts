import {
  crawl,
  defineCrawler,
  SqliteStore,
  type CrawlOptions,
  type DriftLimits,
  type Report,
  type Store,
} from 'latchkey'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { serve } from '../support/serve.ts'

interface Product {
  readonly id: number
  readonly title?: string | null
  readonly tags?: readonly string[]
  readonly offer?: { readonly price: number } | null
}

const LIMITS: DriftLimits = {}

describe('a run is held back', () => {
  test('when it has fewer than 80 % of the fewest records of the runs before', async () => {
    await using shop = await openShop()
    for (const number of [100, 90, 120, 72]) expect(await shop.run(products(number))).toMatchObject(GOOD)
    expect(await shop.run(products(57))).toMatchObject({
      exitCode: 6,
      reason: 'finished',
      drift: [
        {
          kind: 'product',
          field: undefined,
          message: '57 records of product, and each of the 4 runs before had 72 or more',
        },
      ],
    })
    expect(await published(shop.store)).toBe(72)
  })

  test('when no record came at all, however few there were', async () => {
    await using shop = await openShop()
    await shop.run(products(2))
    expect(await shop.run([])).toMatchObject({
      exitCode: 6,
      drift: [{ message: 'no records of product, and the run before had 2' }],
    })
  })

  test('when a field is empty that was not, also within another', async () => {
    await using shop = await openShop()
    const good = products(20)
    await shop.run(good)
    const bad = good.map((one, index) => (index < 15 ? { ...one, title: ' ', offer: null, tags: [] } : one))
    expect((await shop.run(bad)).drift).toEqual([
      {
        kind: 'product',
        field: 'title',
        message: 'title of product is empty in 15 of 20 records, and the run before had it in 100 %',
      },
      expect.objectContaining({ field: 'tags' }),
      expect.objectContaining({ field: 'offer.price' }),
    ])
  })

  test('when a field that told things apart is the same in all records', async () => {
    await using shop = await openShop()
    await shop.run(products(30))
    const blocked = products(30).map((one) => ({ ...one, title: 'Just a moment…' }))
    expect((await shop.run(blocked)).drift).toEqual([
      {
        kind: 'product',
        field: 'title',
        message: 'title of product is the same in all 30 records, and the run before had 30 different values',
      },
    ])
  })

  test('though its last page broke it off, as one failure too many', async () => {
    await using shop = await openShop()
    await shop.run(products(20))
    shop.status = 404
    const report = await shop.run(products(20), { limits: { errors: 1 } })
    expect(report).toMatchObject({ exitCode: 3, reason: 'errors', waiting: 0, drift: [{ kind: 'product' }] })
    expect(await published(shop.store)).toBe(20)
  })

  test('until it is accepted, and then later runs may be as poor', async () => {
    await using shop = await openShop()
    await shop.run(products(100))
    const report = await shop.run(products(50))
    expect(await shop.run(products(50))).toMatchObject({ exitCode: 6 })
    expect(await published(shop.store)).toBe(100)
    await shop.store.accept(report.run)
    expect(await published(shop.store)).toBe(50)
    expect(await shop.run(products(50))).toMatchObject(GOOD)
  })

  test('no more once it is accepted, though its failed pages are tried again', async () => {
    await using shop = await openShop()
    await shop.run(products(100))
    const { run } = await shop.run(products(50))
    await shop.store.accept(run)
    expect(await shop.run(products(50), { mode: 'retry' })).toMatchObject({ ...GOOD, run })
    expect(await published(shop.store)).toBe(50)
  })
})

describe('what came up among the runs before', () => {
  test('is missed once the last three had it', async () => {
    await using shop = await openShop()
    const plain = products(20).map(({ id }) => ({ id }))
    for (const found of [[], plain, products(20), products(20)]) await shop.run(found)
    // Two runs had titles, three had records.
    expect(await shop.run(plain)).toMatchObject(GOOD)
    for (let run = 0; run < 3; run++) expect(await shop.run(products(20))).toMatchObject(GOOD)
    expect((await shop.run(plain)).drift.map(({ field }) => field)).toEqual(['title', 'tags', 'offer.price'])
    expect(await shop.run([])).toMatchObject({
      drift: [{ message: 'no records of product, and each of the 7 runs before had 20 or more' }],
    })
  })
})

describe('a run is not held back', () => {
  test('when it is the first, has more than before, or lacks no more than a few', async () => {
    await using shop = await openShop()
    expect(await shop.run(products(10))).toMatchObject(GOOD)
    expect(await shop.run(products(500))).toMatchObject(GOOD)
    expect(await shop.run(products(6))).toMatchObject(GOOD)
  })

  test('for a field that was always empty in some, or always the same', async () => {
    await using shop = await openShop()
    const some = (title: string, share: number) =>
      products(40).map((one, index) => ({ ...one, title: index < share ? title : null }))
    await shop.run(some('sale', 20))
    expect(await shop.run(some('sale', 17))).toMatchObject(GOOD)
    expect(await shop.run(some('sale', 12))).toMatchObject({ drift: [{ field: 'title' }] })
  })

  test('before it has come to its end', async () => {
    await using shop = await openShop()
    await shop.run(products(100))
    expect(await shop.run(products(0), { limit: 0 })).toMatchObject({ exitCode: 0, drift: [], waiting: 1 })
    expect(await shop.run(products(0))).toMatchObject({ exitCode: 6, resumed: true })
  })

  test('for a field or a kind that its crawler no longer has', async () => {
    await using site = await serve((_, response) => response.end('[{"id":1,"title":"Chair"}]'))
    await using store = new SqliteStore(':memory:')
    const place = { name: 'shop', start: site.url, robots: false }
    const product = z.object({ id: z.number(), title: z.string() })
    const before = defineCrawler({
      ...place,
      records: { product, order: z.object({ id: z.number() }) },
      routes: {
        product({ response, follow }) {
          follow(new URL('/orders', site.url), 'order')
          return response.json<{ id: number; title: string }[]>()
        },
        order: ({ response }) => response.json<{ id: number }[]>(),
      },
    })
    const after = defineCrawler({
      ...place,
      records: { product: product.omit({ title: true }) },
      routes: { product: ({ response }) => response.json<{ id: number }[]>() },
    })
    expect(await crawl(before, { store })).toMatchObject({ ...GOOD, records: { product: 1, order: 1 } })
    expect(await crawl(after, { store })).toMatchObject({ ...GOOD, records: { product: 1 } })
    // What it has again is not missed, for the last good run had none.
    expect(await crawl(before, { store })).toMatchObject(GOOD)
  })

  test('where the crawler bears it, or wants none of it', async () => {
    await using shop = await openShop()
    await shop.run(products(100))
    expect(await shop.run(products(51), { drift: { records: '50%' } })).toMatchObject(GOOD)
    expect(await shop.run(products(50), { drift: { fields: '0%' } })).toMatchObject(GOOD)
    expect(await shop.run([], { drift: false })).toMatchObject(GOOD)
  })
})

const GOOD = { exitCode: 0, drift: [] }

function products(number: number): Product[] {
  return Array.from({ length: number }, (_, id) => ({
    id,
    title: `Chair ${id}`,
    tags: ['new'],
    offer: { price: id + 1 },
  }))
}

async function published(store: Store): Promise<number> {
  return (await Array.fromAsync(store.records({ crawler: 'shop' }))).length
}

/** A shop with one page, and a store to crawl it into. */
async function openShop() {
  let stock: readonly Product[] = []
  const site = await serve((_, response) => response.writeHead(shop.status).end(JSON.stringify(stock)))
  const store = new SqliteStore(':memory:')
  const crawler = (drift: DriftLimits | false) =>
    defineCrawler({
      name: 'shop',
      start: `${site.url}/products.json`,
      robots: false,
      drift,
      records: {
        product: z.object({
          id: z.number(),
          title: z.string().nullish(),
          tags: z.array(z.string()).readonly().optional(),
          offer: z.object({ price: z.number() }).nullish(),
        }),
      },
      routes: { product: ({ response }) => response.json<Product[]>() },
    })
  const shop = {
    store,
    status: 200,
    run: async (
      found: readonly Product[],
      { drift = LIMITS, ...options }: CrawlOptions & { drift?: DriftLimits | false } = {},
    ): Promise<Report> => {
      stock = found
      return crawl(crawler(drift), { store, ...options })
    },
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await site[Symbol.asyncDispose]()
    },
  }
  return shop
}
