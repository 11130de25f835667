import { defineCrawler } from 'latchkey'
import { z } from 'zod'

import { FIELDS, type ShopRecord } from '../shop.ts'

/** The shop as a crawler of Latchkey. */
export function shopCrawler(parser: 'html5' | 'fast') {
  return defineCrawler({
    name: 'shop',
    start: process.env['SHOP_START'] ?? 'http://127.0.0.1/',
    rate: 'fast',
    parser,
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
}
