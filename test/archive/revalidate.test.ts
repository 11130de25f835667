import { DatabaseSync } from 'node:sqlite'

import { Archive, crawl, defineCrawler, SqliteStore, type Report } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { temporaryFolder } from '../support/folder.ts'
import { serve, type SeenRequest } from '../support/serve.ts'

test('a page that has not changed since the run before comes from the archive, records, links and all', async () => {
  await using shop = await openShop()
  expect(await shop.run()).toMatchObject({ done: 3, unchanged: 0 })
  shop.prices['/b'] = 9
  const asked = shop.requests.length
  expect(await shop.run()).toMatchObject({ done: 3, failed: 0, unchanged: 2, records: { lamp: 2 } })
  expect(await shop.records()).toEqual([
    { path: '/a', price: 1 },
    { path: '/b', price: 9 },
  ])
  expect(shop.requests.slice(asked).map(({ url, headers }) => [url, headers['if-none-match']])).toEqual([
    ['/', '"list"'],
    ['/a', '"1"'],
    ['/b', '"2"'],
  ])
  // What was not sent again is in the archive of each run.
  expect(shop.archive.runs('shop').map(({ size }) => size)).toEqual([3, 3])
  expect(await shop.run()).toMatchObject({ done: 3, unchanged: 3 })
})

test('a date does where the site gives no tag', async () => {
  await using shop = await openShop({ validator: 'date' })
  await shop.run()
  expect(await shop.run()).toMatchObject({ unchanged: 3 })
  expect(shop.requests.at(-1)?.headers).toMatchObject({
    'if-modified-since': 'Sat, 21 Nov 2026 06:00:00 GMT',
  })
})

test('what the archive has no more is fetched whole', async () => {
  await using shop = await openShop()
  await shop.run()
  shop.beforeAnswer = ({ headers }) => {
    if (headers['if-none-match'] === '"1"') shop.lose('/a')
  }
  expect(await shop.run()).toMatchObject({ done: 3, failed: 0 })
  expect(await shop.records()).toHaveLength(2)
  expect(shop.requests.filter(({ url }) => url === '/a')).toHaveLength(3)
})

test('nothing is asked for so without an archive, or without revalidate', async () => {
  await using shop = await openShop()
  await shop.run()
  expect(await shop.run({ archive: false })).toMatchObject({ unchanged: 0 })
  expect(await shop.run({ revalidate: false })).toMatchObject({ unchanged: 0 })
  expect(shop.requests.some(({ headers }) => 'if-none-match' in headers)).toBe(false)
})

test('a crawler that signs in is refused', async () => {
  const login = { form: '/login', fields: { user: 'ada' } }
  const crawler = {
    name: 'shop',
    start: 'http://127.0.0.1:1/',
    revalidate: true,
    login,
    routes: { list() {} },
  }
  await expect(crawl(crawler)).rejects.toThrow('crawler shop: revalidate does not go with login: ')
})

/** A shop of two lamps, which says by a tag or a date whether a page has changed. */
async function openShop({ validator = 'tag' }: { validator?: 'tag' | 'date' } = {}) {
  const prices: { [path: string]: number } = { '/a': 1, '/b': 2 }
  const state = { prices, beforeAnswer: (_request: SeenRequest): void => undefined }
  const date = 'Sat, 21 Nov 2026 06:00:00 GMT'
  const site = await serve((request, response) => {
    state.beforeAnswer(request)
    const { url, headers } = request
    const price = prices[url]
    const tag = price === undefined ? '"list"' : `"${price}"`
    if (validator === 'tag') response.setHeader('etag', tag)
    else response.setHeader('last-modified', date)
    const isKnown = headers['if-none-match'] === tag || headers['if-modified-since'] === date
    if (isKnown) return response.writeHead(304).end()
    response.setHeader('content-type', 'text/html')
    return response.end(price === undefined ? '<a href="/a">a</a><a href="/b">b</a>' : `<b>${price}</b>`)
  })
  const store = new SqliteStore(':memory:')
  const folder = await temporaryFolder()
  const archive = new Archive(folder.file('shop.archive'))
  const crawler = (revalidate: boolean) =>
    defineCrawler({
      name: 'shop',
      start: site.url,
      robots: false,
      rate: { perSecond: Infinity, concurrency: 1 },
      revalidate,
      records: { lamp: z.object({ path: z.string(), price: z.number() }) },
      routes: {
        list: ({ follow }) => follow('a', 'lamp'),
        lamp: ({ $, url }) => ({ path: url.pathname, price: Number($('b').text()) }),
      },
    })
  return Object.assign(state, {
    archive,
    requests: site.requests,
    run: (options: { archive?: false; revalidate?: false } = {}): Promise<Report> =>
      crawl(crawler(options.revalidate ?? true), { store, ...(options.archive ?? { archive }) }),
    records: async () => (await Array.fromAsync(store.records())).map(({ value }) => value),
    lose: (path: string) => {
      using database = new DatabaseSync(archive.path)
      database.prepare('DELETE FROM response WHERE url = ?').run(site.url + path)
    },
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await archive.close()
      await site[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  })
}
