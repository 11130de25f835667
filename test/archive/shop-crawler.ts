import { defineCrawler, type Crawler } from 'latchkey'
import { z } from 'zod'

/** The fixture site's products and orders, of which the orders have to be signed in for. */
export function shopCrawler(url: string, changes: Partial<Crawler> = {}): Crawler {
  const crawler = defineCrawler({
    name: 'shop',
    start: [
      { url: `${url}/products`, route: 'list' },
      { url: `${url}/account/orders`, route: 'list' },
    ],
    login: {
      form: '/login',
      fields: { username: 'ada', password: 'lovelace' },
      signedOut: (response) => response.url.pathname === '/login',
    },
    records: {
      product: z.object({ id: z.coerce.number(), title: z.string().min(1), price: z.string() }),
      order: z.object({ id: z.string().min(1), total: z.string() }),
    },
    keys: { product: 'id', order: 'id' },
    routes: {
      list({ follow }) {
        follow('a.product-link', 'product')
        follow('a.order-link', 'order')
        follow('a.next', 'list')
      },
      product: ({ $ }) => ({
        id: $('.product-id').text(),
        title: $('.product-title').text(),
        price: $('.price').first().text(),
      }),
      order: ({ $ }) => ({ id: $('.order-id').text(), total: $('.order-total').text() }),
    },
  })
  return { ...crawler, ...changes }
}
