import { crawl, defineCrawler, SqliteStore, StoreError } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { serve } from '../support/serve.ts'

test('a crawler that keeps two runs has the older ones removed, once a run has ended well', async () => {
  let status = 200
  await using site = await serve((_, response) => response.writeHead(status).end('<h1>Chair</h1>'))
  await using store = new SqliteStore(':memory:')
  const shop = shopAt(site.url)
  for (let day = 0; day < 4; day++) await crawl(shop, { store })
  expect((await store.runs()).map(({ id }) => id)).toEqual([4, 3])
  // A run that is held back, or has not come to its end, removes nothing: the good ones may be needed.
  status = 500
  expect(await crawl(shop, { store })).toMatchObject({ failed: 1, drift: [{ kind: 'product' }] })
  expect(await crawl(shop, { store, limit: 0 })).toMatchObject({ waiting: 1 })
  expect((await store.runs()).map(({ id }) => id)).toEqual([6, 5, 4, 3])
})

test('old runs that cannot be removed, as on a full disk, spoil no good run, and go after the next', async () => {
  await using site = await serve((_, response) => response.end('<h1>Chair</h1>'))
  await using store = new FullStore(':memory:')
  const shop = shopAt(site.url)
  for (let day = 0; day < 3; day++)
    expect(await crawl(shop, { store })).toMatchObject({ exitCode: 0, done: 1 })
  expect(await store.runs()).toHaveLength(3)
  store.isFull = false
  await crawl(shop, { store })
  expect((await store.runs()).map(({ id }) => id)).toEqual([4, 3])
})

/** A store in which nothing can be removed while it is full. */
class FullStore extends SqliteStore {
  isFull = true

  override async prune(crawler: string, keep: number): Promise<number> {
    if (this.isFull) throw new StoreError('DISK_FULL', 'the disk of the store is full')
    return super.prune(crawler, keep)
  }
}

function shopAt(start: string) {
  return defineCrawler({
    name: 'shop',
    start,
    robots: false,
    keepRuns: 2,
    tries: 1,
    records: { product: z.object({ title: z.string() }) },
    routes: { product: ({ $ }) => ({ title: $('h1').text() }) },
  })
}
