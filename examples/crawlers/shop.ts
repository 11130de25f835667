import { defineCrawler, secret } from 'latchkey'
import { z } from 'zod'

const shop = process.env['SHOP_URL'] ?? 'http://127.0.0.1:8080'
const money = z.string().transform((text) => Number(text.replace(/[^0-9.]/g, '')))

export default defineCrawler({
  name: 'shop',
  start: [
    { url: new URL('/products', shop), route: 'products' },
    { url: new URL('/account/orders', shop), route: 'orders' },
  ],
  rate: { perSecond: 60, concurrency: 8 },
  login: { form: '/login', fields: { username: 'ada', password: secret('SHOP_PASSWORD') } },
  records: {
    product: z.object({
      id: z.coerce.number(),
      title: z.string(),
      price: money,
      brand: z.string(),
      rating: z.coerce.number(),
    }),
    order: z.object({
      id: z.string(),
      date: z.iso.date(),
      status: z.string(),
      total: money,
      articles: z.number(),
    }),
  },
  keys: { product: 'id', order: 'id' },
  routes: {
    products({ follow }) {
      follow('a.product-link', 'product')
      follow('a.next', 'products')
    },
    product: ({ $ }) => ({
      id: $('.product').attr('data-id') ?? $('.product-id').text(),
      title: $('.product-title').text(),
      price: $('.price').first().text(),
      brand: $('.brand').first().text(),
      rating: $('.rating-value').text(),
    }),
    orders({ follow }) {
      follow('a.order-link', 'order')
      follow('a.next', 'orders')
    },
    order: ({ $ }) => ({
      id: $('.order-id').text(),
      date: $('.order-date').text(),
      status: $('.order-status').text(),
      total: $('.order-total').text(),
      articles: $('.line').length,
    }),
  },
})
