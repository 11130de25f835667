/**
 * What a crawler's author can get wrong. Each mistake must fail to compile, with the message beside it;
 * `mistakes.test.ts` runs the compiler over this file and compares.
 */
import { defineCrawler } from 'latchkey'
import { z } from 'zod'

const order = z.object({ id: z.string(), total: z.coerce.number(), year: z.number() })
const site = { name: 'orders', start: 'https://shop.example/orders' }

defineCrawler({
  ...site,
  records: { order },
  data: { order: z.object({ year: z.number() }) },
  routes: {
    list({ follow }) {
      // @ts-expect-error Argument of type '"ordr"' is not assignable to parameter of type '"list" | "order" | undefined'.
      follow('a', 'ordr')
      // @ts-expect-error Expected 3 arguments, but got 2.
      follow('a', 'order')
      // @ts-expect-error Type 'string' is not assignable to type 'number'.
      follow('a', 'order', { year: '2026' })
      // @ts-expect-error Object literal may only specify known properties, and 'month' does not exist in type '{ year: number; }'.
      follow('a', 'order', { year: 2026, month: 1 })
      // @ts-expect-error Expected 1-2 arguments, but got 3.
      follow('a', 'list', { year: 2026 })
    },
    // @ts-expect-error Type 'string' is not assignable to type 'number'.
    order: ({ $ }) => ({ id: $('h1').text(), total: 1, year: $('time').text() }),
  },
})

defineCrawler({
  ...site,
  records: { order },
  // @ts-expect-error Property 'year' is missing in type '{ id: string; total: number; }' but required in type '{ id: string; total: unknown; year: number; }'.
  routes: { order: ({ $ }) => ({ id: $('h1').text(), total: 1 }) },
})

defineCrawler({
  ...site,
  // @ts-expect-error "records.order has no schema: add one to return records"
  routes: { order: ({ $ }) => ({ id: $('h1').text() }) },
})

defineCrawler({
  ...site,
  // @ts-expect-error 'ordr' does not exist in type
  records: { ordr: order },
  routes: { order: () => {} },
})

defineCrawler({
  ...site,
  records: { order },
  // @ts-expect-error Type '"number"' is not assignable to type 'Key<
  keys: { order: 'number' },
  routes: { order: () => {} },
})

defineCrawler({
  ...site,
  records: { order },
  // @ts-expect-error 'ordr' does not exist in type
  keys: { ordr: 'id' },
  routes: { order: () => {} },
})

defineCrawler({
  ...site,
  // @ts-expect-error 'ordr' does not exist in type
  priorities: { ordr: 10 },
  routes: { order: () => {} },
})

defineCrawler({
  ...site,
  // @ts-expect-error Type 'string' is not assignable to type 'number'.
  priorities: { order: 'high' },
  routes: { order: () => {} },
})

defineCrawler({
  ...site,
  login: {
    // @ts-expect-error Property 'pasword' does not exist on type '{ name: string; password: string; }'.
    submit: (session, { pasword }) => session.submit('/login', { pasword }),
  },
  accounts: [{ name: 'ada', password: 'lovelace' }],
  routes: { order: () => {} },
})

defineCrawler({
  ...site,
  paths: { order: '/orders/:id' },
  // @ts-expect-error Property 'number' does not exist on type
  routes: { order: ({ params }) => void params.number },
})

defineCrawler({
  ...site,
  // @ts-expect-error Type '"ordr"' is not assignable to type '"order"'.
  idempotent: ['ordr'],
  routes: { order: () => {} },
})

defineCrawler({
  ...site,
  routes: {
    list({ url, follow }) {
      // @ts-expect-error Object literal may only specify known properties, and 'fields' does not exist in type
      follow({ url, fields: { q: 'chair' } }, 'list')
      // @ts-expect-error Type 'null' is not assignable to type 'string'.
      follow({ url, headers: { accept: null } }, 'list')
    },
    page({ follow, form, save, tryAgain }) {
      // @ts-expect-error Argument of type 'number' is not assignable to parameter of type 'string'.
      save(7)
      // @ts-expect-error Type 'Date' is not assignable to type
      follow(form('form', { day: new Date() }), 'list')
      // @ts-expect-error Object literal may only specify known properties, and 'press' does not exist in type 'FormOptions'.
      follow(form('form', {}, { press: false }), 'list')
      // @ts-expect-error Expected 1-2 arguments, but got 0.
      tryAgain()
      // @ts-expect-error Object literal may only specify known properties, and 'after' does not exist in type 'TryAgainOptions'.
      tryAgain('the site is busy', { after: 60_000 })
    },
  },
})
