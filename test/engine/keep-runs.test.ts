import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { serve } from '../support/serve.ts'

test('a crawler that keeps two runs has the older ones removed, once a run has ended well', async () => {
  let status = 200
  await using site = await serve((_, response) => response.writeHead(status).end('<h1>Chair</h1>'))
  await using store = new SqliteStore(':memory:')
  const shop = defineCrawler({
    name: 'shop',
    start: site.url,
    robots: false,
    keepRuns: 2,
    tries: 1,
    records: { product: z.object({ title: z.string() }) },
    routes: { product: ({ $ }) => ({ title: $('h1').text() }) },
  })
  for (let day = 0; day < 4; day++) await crawl(shop, { store })
  expect((await store.runs()).map(({ id }) => id)).toEqual([4, 3])
  // A run that is held back, or has not come to its end, removes nothing: the good ones may be needed.
  status = 500
  expect(await crawl(shop, { store })).toMatchObject({ failed: 1, drift: [{ kind: 'product' }] })
  expect(await crawl(shop, { store, limit: 0 })).toMatchObject({ waiting: 1 })
  expect((await store.runs()).map(({ id }) => id)).toEqual([6, 5, 4, 3])
})
