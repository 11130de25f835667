import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { serve } from '../support/serve.ts'

test('a link that one page followed without data is there once, though others give it some or send a form to it', async () => {
  await using site = await serve((_request, response) => response.end('<a href="/item">item</a>'))
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'forms',
    start: [`${site.url}/plain`, `${site.url}/data`, `${site.url}/form`, `${site.url}/again`],
    robots: false,
    rate: { concurrency: 1 },
    paths: { list: ['/plain', '/data', '/form', '/again'] },
    data: { item: z.object({ from: z.string() }).optional() },
    records: { item: z.object({ method: z.string(), from: z.string() }) },
    idempotent: true,
    routes: {
      list({ url, follow }) {
        if (url.pathname === '/form')
          follow({ url: new URL('/item', url), form: { q: '1' } }, 'item', undefined)
        else if (url.pathname === '/data') follow('a', 'item', { from: '/data' })
        else follow('a', 'item', undefined)
      },
      item: ({ response, data }) => ({ method: response.method, from: data?.from ?? 'nobody' }),
    },
  })
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 6, discovered: 6, records: { item: 2 } })
  const records = await Array.fromAsync(store.records({ kind: 'item' }), ({ value }) => value)
  expect(records).toEqual(
    expect.arrayContaining([
      { method: 'GET', from: 'nobody' },
      { method: 'POST', from: 'nobody' },
    ]),
  )
})

test('a link that is skipped on one page is followed when another names a route for it', async () => {
  await using site = await serve((_request, response) => response.end('<a href="/item">item</a>'))
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'late',
    start: [`${site.url}/1`, `${site.url}/2`, `${site.url}/3`],
    robots: false,
    rate: { concurrency: 1 },
    paths: { list: ['/1', '/2', '/3'] },
    routes: {
      list({ url, follow }) {
        follow('a', url.pathname === '/3' ? 'item' : undefined)
      },
      item() {},
    },
  })
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 4, skipped: 0 })
})
