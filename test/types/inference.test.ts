import { defineCrawler, extract, Response } from 'latchkey'
import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'

const crawler = defineCrawler({
  name: 'orders',
  start: 'https://shop.example/orders',
  paths: { order: '/orders/:id/lines/:line_number.html' },
  records: { order: z.object({ id: z.string(), total: z.coerce.number() }) },
  keys: { order: 'id' },
  data: { order: z.object({ year: z.number() }) },
  routes: {
    list({ follow, data, params }) {
      expectTypeOf(data).toEqualTypeOf<undefined>()
      expectTypeOf(params).toEqualTypeOf<{}>()
      follow('a.order', 'order', { year: 2026 })
      follow('a.next', 'list')
      follow('a')
    },
    order: ({ $, data, params, save, tryAgain }) => {
      if ($('.busy').length > 0) return tryAgain('the shop is busy', { wait: 60_000 })
      expectTypeOf(data).toEqualTypeOf<{ year: number }>()
      expectTypeOf(params.id).toEqualTypeOf<string>()
      expectTypeOf(save).toEqualTypeOf<(name?: string) => string>()
      expectTypeOf(params.line_number).toEqualTypeOf<string>()
      return { id: $('.id').text(), total: $('.total').text() }
    },
  },
})

test('a crawler infers the types of its records, its data and its params', async () => {
  const page = new Response({
    url: 'https://shop.example/orders/7/lines/1.html',
    body: '<p class=id>7<p class=total>3',
  })
  const { records } = await extract(crawler, 'order', page, { year: 2026 })
  expectTypeOf(records).toEqualTypeOf<readonly { id: string; total: number }[]>()
})
