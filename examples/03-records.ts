/** Typed records: a schema says what a route returns, and what does not match is never kept. */
import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { z } from 'zod'

import { startSite } from '../test/site/index.ts'

await using site = await startSite({ products: 40 })

const products = defineCrawler({
  name: 'products',
  start: `${site.url}/products`,
  paths: { product: '/products/:id' },
  records: {
    product: z.object({
      id: z.coerce.number(),
      title: z.string().min(1),
      price: z.string().transform((text) => Number(text.replace(/[^0-9.]/g, ''))),
      rating: z.coerce.number().max(4.5),
    }),
  },
  keys: { product: 'id' },
  // Some products are rated higher than the schema believes: they fail, and are listed.
  allowFailed: '50%',
  routes: {
    list({ follow }) {
      follow('a.product-link')
      follow('a.next', 'list')
    },
    product: ({ $, params }) => ({
      id: params.id,
      title: $('.product-title').text(),
      price: $('.price').first().text(),
      rating: $('.rating-value').text(),
    }),
  },
})

await using store = new SqliteStore(':memory:')
const report = await crawl(products, { store })
for await (const { value } of store.records({ kind: 'product' })) {
  console.log(value)
  break
}
console.log(`${report.records['product']} records, ${report.failed} pages failed:`)
for (const { count, example } of report.errors) console.log(`${count} × ${example.message.split('\n')[0]}`)
