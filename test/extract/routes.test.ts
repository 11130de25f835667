import { execFileSync } from 'node:child_process'

import { crawl, defineCrawler, extract, Response, SqliteStore, type Crawler, type Report } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { startSite } from '../site/index.ts'
import { memberCrawler } from '../support/crawlers/members.ts'

test('a route that throws fails its page with file, line, URL and route, and the run goes on', async () => {
  const report = await crawlMembers({
    member({ $ }) {
      if ($('.member-id').text() === '7') throw new Error('seven is no number')
    },
  })
  expect(report).toMatchObject({ done: 20, failed: 1, exitCode: 3 })
  expect(report.errors).toHaveLength(1)
  expect(report.errors[0]).toMatchObject({ name: 'RouteError', count: 1 })
  expect(report.errors[0]?.example.message).toMatch(
    /^route member threw: seven is no number\n {2}at test\/extract\/routes\.test\.ts:1[0-9]\n {2}on http:\/\/127\.0\.0\.1:\d+\/members\/7$/,
  )
})

test('a route in an endless loop costs its page, not the run', async () => {
  const report = await crawlMembers(
    {
      member({ $ }) {
        while ($('.member-id').text() === '7');
      },
    },
    { routeTimeout: 200 },
  )
  expect(report).toMatchObject({ done: 20, failed: 1 })
  expect(report.errors[0]?.example.message).toMatch(
    /route member did not return within 0\.2 s\n {2}at test\/extract\/routes\.test\.ts:\d+/,
  )
})

test('a route that never settles costs its page, not the run', async () => {
  const report = await crawlMembers(
    {
      async member({ $ }) {
        if ($('.member-id').text() === '7') await new Promise(() => {})
      },
    },
    { routeTimeout: 200 },
  )
  expect(report).toMatchObject({ done: 20, failed: 1 })
})

test('a wrong record fails its page with each complaint, and is not kept', async () => {
  const report = await crawlMembers(
    { member: ({ $ }) => ({ id: $('.member-id').text() === '7' ? 7 : 'x' }) },
    {
      records: { member: z.object({ id: z.string() }) },
    },
  )
  expect(report).toMatchObject({ done: 20, failed: 1, records: { member: 19 } })
  expect(report.errors[0]?.example.message).toMatch(
    /^record member is wrong: id: .+\n {2}at test\/extract\/routes\.test\.ts:\d+\n {2}on http/,
  )
})

test('a record from a route without a schema names the mend', async () => {
  const crawler = defineCrawler({ name: 'x', start: 'https://shop.example/', routes: { page: () => {} } })
  const loose = { ...crawler, routes: { page: () => ({ id: 1 }) } } as unknown as typeof crawler
  await expect(extract(loose, 'page', new Response({ url: 'https://shop.example/' }))).rejects.toThrow(
    'records.page has no schema: add one to return records',
  )
})

test('a selector that is none is told as such, in follow and in $', async () => {
  const page = new Response({ url: 'https://shop.example/', body: '<a href="/1">1</a>' })
  const start = 'https://shop.example/'
  const byFollow = defineCrawler({ name: 'x', start, routes: { list: ({ follow }) => follow('a[href') } })
  const byQuery = defineCrawler({ name: 'x', start, routes: { list: ({ $ }) => void $('a:frist').text() } })
  for (const crawler of [byFollow, byQuery]) {
    await expect(extract(crawler, 'list', page)).rejects.toThrow(
      /^route list threw: a selector cannot be read: .+\n {2}at test\/extract\/routes\.test\.ts:\d+\n/,
    )
  }
})

test('extract runs a route offline, with its data, its params and its links', async () => {
  const crawler = defineCrawler({
    name: 'shop',
    start: 'https://shop.example/',
    paths: { item: '/items/:id' },
    records: { item: z.object({ id: z.string(), year: z.number() }) },
    data: { item: z.object({ year: z.number() }) },
    routes: {
      item({ $, follow, data, params }) {
        follow('a')
        follow($('li').eq(1), 'item', { year: 2027 })
        return { id: params.id, year: data.year }
      },
    },
  })
  const body =
    '<base href="/items/"><a href="8?b=1&a=2#top">8</a><ul><li><a href=9>9</a><li><a href=10>10</a></ul>'
  const page = new Response({ url: 'https://shop.example/items/7', body })
  const { records, links } = await extract(crawler, 'item', page, { year: 2026 })
  expect(records).toEqual([{ id: '7', year: 2026 }])
  expect(links.map(({ url, route, data }) => ({ url, route, data }))).toEqual([
    { url: 'https://shop.example/items/8?b=1&a=2', route: 'item', data: undefined },
    { url: 'https://shop.example/items/9', route: 'item', data: undefined },
    { url: 'https://shop.example/items/10', route: 'item', data: undefined },
    { url: 'https://shop.example/items/10', route: 'item', data: { year: 2027 } },
  ])
})

test('what was made of a page is let go of at once, and does not wait for V8 to collect all of its memory', () => {
  const output = execFileSync(process.execPath, ['--expose-gc', `${import.meta.dirname}/page-memory.ts`])
  // In MB; 48 where each page keeps its tree. What V8 takes for long-lived, some arrays, it collects more seldom.
  expect(Number(output)).toBeLessThan(16)
})

/** Crawls twenty members' pages with a route for them. */
async function crawlMembers(
  routes: { member: (page: { $: (selector: string) => { text(): string } }) => unknown },
  settings: Partial<Crawler> = {},
): Promise<Report> {
  await using site = await startSite({ members: 20 })
  const { records: _, ...members } = memberCrawler(site.url)
  const crawler = { ...members, ...settings, routes: { ...members.routes, ...routes } } as Crawler
  await using store = new SqliteStore(':memory:')
  return await crawl(crawler, { store })
}
