/** A route, tested offline: what runs here on a saved page is what the engine runs. */
import assert from 'node:assert/strict'

import { defineCrawler, extract, Response } from 'latchkey'
import { z } from 'zod'

const orders = defineCrawler({
  name: 'orders',
  start: 'https://shop.example/orders',
  records: { order: z.object({ id: z.string(), total: z.coerce.number(), year: z.number() }) },
  data: { order: z.object({ year: z.number() }) },
  routes: {
    list: ({ $, follow }) => follow('a.order', 'order', { year: Number($('h1').text()) }),
    order: ({ $, data }) => ({ id: $('.id').text(), total: $('.total').text(), year: data.year }),
  },
})

const listing = new Response({
  url: 'https://shop.example/orders',
  body: '<h1>2026</h1><a class=order href=/orders/7>7</a>',
})
const { links } = await extract(orders, 'list', listing)
assert.deepEqual(links[0], {
  url: 'https://shop.example/orders/7',
  route: 'order',
  data: { year: 2026 },
  skip: undefined,
})

const page = new Response({
  url: 'https://shop.example/orders/7',
  body: '<b class=id>A-7</b> <i class=total>19.50</i>',
})
const { records } = await extract(orders, 'order', page, { year: 2026 })
assert.deepEqual(records, [{ id: 'A-7', total: 19.5, year: 2026 }])
console.log('the routes hold:', records)
