import { writeFile } from 'node:fs/promises'

import { crawl, defineCrawler, SqliteStore, type Crawler, type Limits } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve, type TestServer } from '../support/serve.ts'

/** A site of pages of 1,000 bytes, each with links to ten others; those with `bad` in their path are not there. */
async function tenfold(): Promise<TestServer> {
  return serve(({ url }, response) => {
    if (url.includes('bad')) return response.writeHead(404).end()
    const path = url === '/' ? '' : url
    const links = Array.from({ length: 10 }, (_, index) => `<a href="${path}/${index}">${index}</a>`).join('')
    return response.end(links.padEnd(1_000))
  })
}

function crawlerOf(
  start: string | readonly string[],
  limits: Limits,
  settings: Partial<Crawler> = {},
): Crawler {
  const crawler = defineCrawler({
    name: 'limited',
    start,
    robots: false,
    limits,
    routes: { page: ({ follow }) => follow('a', 'page') },
  })
  return { ...crawler, ...settings }
}

test('limits.pages is what the run comes to, to the page', async () => {
  await using site = await tenfold()
  for (const pages of [1, 2, 17, 40]) {
    await using store = new SqliteStore(':memory:')
    const report = await crawl(crawlerOf(`${site.url}/`, { pages }), { store })
    expect(report).toMatchObject({ reason: 'limit', done: pages, exitCode: 0 })
    expect(report.problem).toMatch(new RegExp(`^the run has its ${pages} pages \\(limits.pages\\)`))
  }
})

test('limits.pages counts the run and not the call: an interrupted run goes on to the limit, and not beyond', async () => {
  await using site = await tenfold()
  await using store = new SqliteStore(':memory:')
  const crawler = crawlerOf(`${site.url}/`, { pages: 30 })
  expect(await crawl(crawler, { store, limit: 20 })).toMatchObject({ reason: 'limit', done: 20 })
  expect(await crawl(crawler, { store })).toMatchObject({ reason: 'limit', done: 30, resumed: true })
})

test('a run that is full goes on with a higher limit, and without one the next begins anew', async () => {
  await using site = await tenfold()
  await using store = new SqliteStore(':memory:')
  const crawler = crawlerOf(`${site.url}/`, { pages: 10 })
  const first = await crawl(crawler, { store })
  const raised = await crawl(crawler, { store, limits: { pages: 25 } })
  expect(raised).toMatchObject({ run: first.run, done: 25, resumed: true })
  expect(await crawl(crawler, { store })).toMatchObject({ run: first.run + 1, done: 10, resumed: false })
})

test('records are those of the last run that is full, as long as the next is under way', async () => {
  await using site = await tenfold()
  await using store = new SqliteStore(':memory:')
  const records = { page: z.object({ path: z.string() }) }
  const route = ({ url, follow }: { url: URL; follow: (links: string, route: string) => void }) => {
    follow('a', 'page')
    return { path: url.pathname }
  }
  const crawler = crawlerOf(`${site.url}/`, { pages: 10 }, { records, routes: { page: route } })
  for (let day = 1; day < 3; day++) await crawl(crawler, { store })
  expect(await crawl(crawler, { store, signal: AbortSignal.abort() })).toMatchObject({ run: 3, done: 0 })
  const published = await Array.fromAsync(store.records({ crawler: 'limited' }))
  expect(published.map(({ run }) => run)).toEqual(Array.from({ length: 10 }, () => 2))
})

test('a run whose pages end at the limit is finished', async () => {
  await using site = await serve((_, response) => response.end('<a href="/1">1</a><a href="/2">2</a>'))
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawlerOf(`${site.url}/`, { pages: 3 }), { store })
  expect(report).toMatchObject({ reason: 'finished', done: 3, problem: undefined })
})

test('limits.depth skips what lies deeper, with the reason depth', async () => {
  await using site = await tenfold()
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawlerOf(`${site.url}/`, { depth: 1 }), { store })
  expect(report).toMatchObject({ reason: 'finished', done: 11, waiting: 0, skips: { depth: 100 } })
  expect(report.discovered).toBe(report.done + report.skipped)
})

test('a run that goes on with a greater limits.depth fetches what lay too deep before', async () => {
  await using site = await tenfold()
  await using store = new SqliteStore(':memory:')
  const crawler = crawlerOf(`${site.url}/`, { depth: 1 })
  const first = await crawl(crawler, { store, limit: 6 })
  expect(first).toMatchObject({ reason: 'limit', done: 6, waiting: 5, skips: { depth: 50 } })
  const deeper = await crawl(crawler, { store, limits: { depth: 2 } })
  expect(deeper).toMatchObject({ run: first.run, reason: 'finished', done: 111, skips: { depth: 1_000 } })
})

test('limits.minutes ends the call in time, and the same run goes on', async () => {
  await using site = await serve(({ url }, response) => {
    setTimeout(() => response.end(`<a href="/${Number(url.slice(1)) + 1}">next</a>`), 20)
  })
  await using store = new SqliteStore(':memory:')
  const crawler = crawlerOf(`${site.url}/`, { minutes: 0.02 })
  const first = await crawl(crawler, { store })
  expect(first).toMatchObject({ reason: 'limit', failed: 0, waiting: 1, exitCode: 0 })
  expect(first.problem).toContain('limits.minutes')
  expect(first.seconds).toBeLessThan(10)
  const second = await crawl(crawler, { store })
  expect(second).toMatchObject({ run: first.run, reason: 'limit' })
  expect(second.done).toBeGreaterThan(first.done)
})

test('limits.bytes ends the run once its pages weigh as much', async () => {
  await using site = await tenfold()
  await using store = new SqliteStore(':memory:')
  const rate = { concurrency: 1, perSecond: 1_000 }
  const report = await crawl(crawlerOf(`${site.url}/`, { bytes: 5_000 }, { rate }), { store })
  expect(report).toMatchObject({ reason: 'limit', exitCode: 0 })
  // What is on its way when the limit is reached comes on top of it.
  expect(report.bytes).toBeGreaterThanOrEqual(5_000)
  expect(report.bytes).toBeLessThanOrEqual(7_000)
})

test('limits.errors breaks the run off with exit code 3, whatever allowFailed says', async () => {
  const bad = Array.from({ length: 50 }, (_, index) => `<a href="/bad/${index}">${index}</a>`).join('')
  await using site = await serve(({ url }, response) =>
    url.includes('bad') ? response.writeHead(404).end() : response.end(bad),
  )
  await using store = new SqliteStore(':memory:')
  const settings = { allowFailed: '100%', rate: { concurrency: 1, perSecond: 1_000 } } as const
  const report = await crawl(crawlerOf(`${site.url}/`, { errors: 3 }, settings), { store })
  expect(report).toMatchObject({ reason: 'errors', exitCode: 3 })
  expect(report.failed).toBeLessThanOrEqual(5)
  expect(report.waiting).toBeGreaterThan(40)
  expect(report.problem).toMatch(/3 pages have failed \(limits.errors\)/)
})

test('limits.perSite lets a full site rest while the others go on', async () => {
  await using one = await tenfold()
  await using two = await serve(({ url }, response) => response.end(url === '/' ? '<a href="/1">1</a>' : ''))
  await using store = new SqliteStore(':memory:')
  const crawler = crawlerOf([`${one.url}/`, `${two.url}/`], { perSite: { pages: 5 } })
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ reason: 'limit', done: 7, exitCode: 0 })
  expect(report.problem).toContain(`${new URL(one.url).host} has its 5 pages (limits.perSite.pages)`)

  const raised = await crawl(crawler, { store, limits: { perSite: { pages: 8 } } })
  expect(raised).toMatchObject({ run: report.run, resumed: true, done: 10 })
  expect(await crawl(crawler, { store })).toMatchObject({ resumed: false, done: 7 })
})

test('a limit that is none is refused, with the mend', async () => {
  await using store = new SqliteStore(':memory:')
  const wrong = [
    [{ pages: 0 }, 'limits.pages is 0: write a whole number above 0'],
    [{ page: 5 }, 'limits.page is no limit: did you mean "pages"?'],
    [{ perSite: { depth: 5 } }, 'limits.perSite.depth is no limit'],
    [{ perSite: 5 }, 'limits.perSite is 5: write { pages: 1_000 }'],
  ] as const
  for (const [limits, message] of wrong) {
    const crawler = crawlerOf('https://shop.example/', limits as Limits)
    await expect(crawl(crawler, { store })).rejects.toThrow(message)
  }
})

test('the command line takes limits, and the summary says which was reached and how to go on', async () => {
  await using site = await tenfold()
  await using folder = await temporaryFolder()
  const file = folder.file('limited.mjs')
  await writeFile(
    file,
    `export default { name: 'limited', start: '${site.url}/', robots: false, routes: { page: ({ follow }) => follow('a', 'page') } }`,
  )
  const words = ['run', file, '--store', folder.file('crawl.db')]
  const result = await runCommand([...words, '--max-pages', '12', '--max-depth', '3', '--max-errors', '5'])
  expect(result.code).toBe(0)
  expect(result.stdout).toContain('stopped at its limit')
  expect(result.stdout).toContain('the run has its 12 pages (limits.pages)')
  expect(result.stdout).toContain('done 12')
  expect((await runCommand([...words, '--max-bytes', 'x'])).code).toBe(2)
})

test('pages of a route with a higher priority are fetched first, whenever they were found', async () => {
  const order: string[] = []
  await using site = await serve(({ url }, response) => {
    order.push(url)
    const list = ['/list/1', '/list/2', '/list/3'].map((path) => `<a class="list" href="${path}">x</a>`)
    response.end(`${list.join('')}<a class="detail" href="/detail/${order.length}">x</a>`)
  })
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'priorities',
    start: `${site.url}/list/0`,
    robots: false,
    rate: { perSecond: 1_000, concurrency: 1 },
    priorities: { detail: 10 },
    routes: {
      list({ follow }) {
        follow('.list', 'list')
        follow('.detail', 'detail')
      },
      detail() {},
    },
  })
  await crawl(crawler, { store })
  const places = order.map((path) => path.split('/')[1])
  expect(places.slice(0, 2)).toEqual(['list', 'detail'])
  // Two are claimed ahead of time, so that the next is at hand; no detail waits longer than that.
  expect(places.filter((place) => place === 'detail')).toHaveLength(4)
  expect(places.lastIndexOf('list')).toBeLessThan(places.length - 1)
  await expect(crawl({ ...crawler, priorities: { detial: 1 } }, { store })).rejects.toThrow(
    'priorities.detial belongs to no route: did you mean "detail"?',
  )
})
