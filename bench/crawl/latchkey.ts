import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { z } from 'zod'

import { FIELDS, type ShopRecord } from './shop.ts'

const crawler = defineCrawler({
  name: 'shop',
  start: process.env['SHOP_START'] ?? 'http://127.0.0.1/',
  rate: 'fast',
  paths: { list: ['/products', '/categories/:slug'], product: '/products/:id' },
  records: { product: z.record(z.enum(Object.keys(FIELDS) as (keyof ShopRecord)[]), z.string()) },
  keys: { product: 'id' },
  routes: {
    list({ follow }) {
      follow('a[href]')
    },
    product({ $, follow }) {
      follow('a[href]')
      const entries = Object.entries(FIELDS).map(([name, selector]) => [name, $(selector).first().text()])
      return Object.fromEntries(entries) as ShopRecord
    },
  },
})

/** Latchkey as it is used, with its store in a file. */
export async function withLatchkey(file: string): Promise<number> {
  await using store = new SqliteStore(file)
  const report = await crawl(crawler, { store })
  if (report.failed > 0) console.error(report.errors)
  return report.done
}

/** What Latchkey's store has kept. */
export async function latchkeyRecords(file: string): Promise<ShopRecord[]> {
  await using store = new SqliteStore(file)
  return await Array.fromAsync(store.records({ kind: 'product' }), ({ value }) => value as ShopRecord)
}
