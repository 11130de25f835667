import { defineCrawler, type Crawler } from 'latchkey'
import { z } from 'zod'

/** A crawler of the fixture site's products: the listing page by page, and each product. */
export function productCrawler(url: string, settings: Partial<Crawler> = {}): Crawler {
  const crawler = defineCrawler({
    name: 'products',
    start: `${url}/products`,
    records: { product: z.object({ id: z.coerce.number(), title: z.string().min(1) }) },
    keys: { product: 'id' },
    routes: {
      list({ follow }) {
        follow('a.product-link', 'product')
        follow('a.next', 'list')
      },
      product: ({ $ }) => ({ id: $('.product-id').text(), title: $('.product-title').text() }),
    },
  })
  return { ...crawler, ...settings }
}
