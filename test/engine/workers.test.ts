import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'

import {
  crawl,
  defineCrawler,
  SqliteStore,
  type Crawler,
  type CrawlOptions,
  type FailureEvent,
  Response,
} from 'latchkey'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { AutoWorkers } from '../../packages/core/src/engine/workers/auto-workers.ts'
import { MainThread } from '../../packages/core/src/engine/workers/main-thread.ts'
import { planOf } from '../../packages/core/src/extract/plan.ts'
import { startSite, type Site } from '../site/index.ts'

const MODULE = new URL('../support/crawlers/worker-crawler.ts', import.meta.url)

let site: Site
let crawlers: typeof import('../support/crawlers/worker-crawler.ts')
let threads = 0
const count = () => void threads++

beforeAll(async () => {
  site = await startSite({ members: 20 })
  process.env['WORKER_SITE'] = site.url
  crawlers = await import('../support/crawlers/worker-crawler.ts')
  process.on('worker', count)
})

afterAll(async () => {
  process.off('worker', count)
  await site.close()
})

beforeEach(() => {
  threads = 0
})

test('workers make of pages what the main thread makes of them', async () => {
  const [main, workers] = [await crawled(crawlers.default, { workers: 0 }), await crawled(crawlers.default)]
  expect(threads).toBe(2)
  expect(main.report).toMatchObject({ failed: 0, records: { member: 20 } })
  expect(workers.records).toEqual(main.records)
  const { seconds: _1, pagesPerSecond: _2, ...rest } = main.report
  expect(workers.report).toMatchObject(rest)
})

test('while a worker reads a page the next one is fetched; the main thread reads it first', async () => {
  expect(await mostAtOnce({ workers: 0 })).toBe(1)
  expect(await mostAtOnce({ workers: 1 })).toBe(2)
})

test('a page that mistreats its thread fails alone, with its reason; the worker is replaced', async () => {
  const { report, errors } = await crawled(crawlers.bad, { workers: 1 })
  expect(report).toMatchObject({ failed: 7, records: { member: 13 } })
  const sorted = errors.toSorted((one, other) => (one.message < other.message ? -1 : 1))
  expect(sorted.map(({ name, message }) => [name, message.split('\n')[0]])).toEqual([
    [
      'RecordError',
      expect.stringMatching(/^record member is wrong: id: .+; value: .+; status: .+, and 1 more$/),
    ],
    ['RouteError', 'route member did not return within 0.2 s'],
    ['RouteError', 'route member did not return within 0.2 s'],
    ['RouteError', 'route member has ended its thread, as process.exit does'],
    ['RouteError', 'route member has ended its thread: Error: out of reach'],
    ['RouteError', 'route member threw: nine is no number'],
    ['RouteError', 'route member threw: thirteen cannot be sent'],
  ])
  for (const { message } of errors) expect(message).toMatch(/\n {2}at .*worker-crawler\.ts:\d+\n {2}on http/)
  const thrown = errors.find(({ message }) => message.includes('nine'))
  expect(thrown?.cause).toMatchObject({ message: 'nine is no number' })
  const own = errors.find(({ message }) => message.includes('thirteen'))
  expect(own?.cause).toMatchObject({ code: 'UNLUCKY', cause: { message: 'thirteen cannot be sent' } })
  expect(own?.cause).not.toHaveProperty('id')
})

test('routes without a limit have as long as they like in a worker too', async () => {
  expect((await crawled(crawlers.patient, { workers: 1 })).report).toMatchObject({ failed: 0, done: 21 })
})

test('a worker that was still loading when its crawl ended ends too', async () => {
  let alive = 0
  const watch = (worker: Worker) => void (alive++, worker.once('exit', () => alive--))
  process.on('worker', watch)
  try {
    expect((await crawled(crawlers.last, { workers: 1 })).report).toMatchObject({ failed: 1, done: 0 })
    expect(threads).toBe(2)
    await expect.poll(() => alive, { timeout: 5_000 }).toBe(0)
  } finally {
    process.off('worker', watch)
  }
})

test('the main thread lets go of the tree of a page once its route has returned', async () => {
  let tree: unknown
  const routes = { page: ({ $ }: { $: unknown }) => void (tree = $) }
  const crawler: Crawler = { name: 'x', start: site.url, routes }
  const response = new Response({ url: site.url, body: '<p>x' })
  await using thread = new MainThread(planOf(crawler))
  await thread.extract({ route: 'page', response, data: undefined, account: '' })
  expect(tree).toBeDefined()
  expect(response.$).not.toBe(tree)
})

test('by itself no worker is started for a crawl that is over soon', async () => {
  expect((await crawled(crawlers.default, { workers: 'auto' })).report.done).toBe(21)
  expect(threads).toBe(0)
})

test('by itself workers are started once routes take most of the time and a core is idle, and find the same', async () => {
  let spare = 0
  const idle = () => spare * performance.now()
  await using extractor = new AutoWorkers(planOf(crawlers.slow), String(MODULE), idle)
  const read = async () => {
    const body = '<b class="member-id">7</b><b class="member-value">seven</b>'
    const response = new Response({ url: site.url, body })
    const { records } = await extractor.extract({
      route: 'member',
      response,
      data: { from: '' },
      account: '',
    })
    return records.map(({ json }) => json)
  }
  const records = await read()
  for (let page = 0; page < 400; page++) expect(await read()).toEqual(records)
  expect(threads).toBe(0)
  spare = 1
  for (let page = 0; page < 200; page++) await read()
  expect(threads).toBeGreaterThan(1)
  for (let page = 0; page < 200; page++) expect(await read()).toEqual(records)
})

test('a crawler without a module is read on the main thread, and that is said', async () => {
  await using store = new SqliteStore(':memory:')
  const warned = once(process, 'warning')
  expect((await crawl(crawlers.default, { store, workers: 2 })).done).toBe(21)
  expect((await warned)[0].message).toMatch(
    /^the pages of members are read on the main thread: export it from a module of its own/,
  )
  expect(threads).toBe(0)
})

test('a module that does not export the crawler as it is crawled is refused', async () => {
  const other = { ...crawlers.default, sortQuery: true }
  await expect(crawled(other, { workers: 1 })).rejects.toThrow(
    /worker-crawler\.ts exports another crawler of that name: export/,
  )
  const stranger = defineCrawler({ name: 'x', start: site.url, routes: { page() {} } })
  await expect(crawled(stranger, { workers: 1 })).rejects.toThrow('exports no crawler of that name')
  const missing = new URL('../support/no-such-file.ts', import.meta.url)
  await expect(crawled(crawlers.default, { workers: 1, module: missing })).rejects.toThrow(
    'Cannot find module',
  )
})

test('a module that crawls when it is imported is refused, and not crawled again', async () => {
  const source = `import { crawl } from ${JSON.stringify(import.meta.resolve('latchkey'))}; await crawl({})`
  const module = `data:text/javascript,${encodeURIComponent(source)}`
  await expect(crawled(crawlers.default, { workers: 1, module })).rejects.toThrow(
    'it crawls when it is imported: put the crawler into a module of its own',
  )
})

test('a number of workers that is none is refused', async () => {
  await expect(crawled(crawlers.default, { workers: NaN })).rejects.toThrow('workers is NaN: write a number')
  for (const workers of [-1, 1.5, 'many' as never])
    await expect(crawled(crawlers.default, { workers })).rejects.toThrow(/^workers is .*: write a number/)
})

/** How many pages of a site that is asked for one at a time were on their way at most, fetched or being read. */
async function mostAtOnce(options: CrawlOptions): Promise<number> {
  let [now, most] = [0, 0]
  const begin = ({ request: { url } }: { request: { url: URL } }) => {
    if (url.pathname.startsWith('/members/')) most = Math.max(most, ++now)
  }
  const end = ({ url }: { url: string }) => void (url.includes('/members/') && now--)
  subscribe('latchkey:request', begin as never)
  subscribe('latchkey:page', end as never)
  try {
    expect((await crawled(crawlers.single, options)).report.failed).toBe(0)
    return most
  } finally {
    unsubscribe('latchkey:request', begin as never)
    unsubscribe('latchkey:page', end as never)
  }
}

/** Crawls with two workers, or as it is said. */
async function crawled(crawler: Crawler, options: CrawlOptions = {}) {
  await using store = new SqliteStore(':memory:')
  const errors: Error[] = []
  const listen = (event: unknown) => void errors.push((event as FailureEvent).error)
  subscribe('latchkey:failure', listen)
  try {
    const report = await crawl(crawler, { store, workers: 2, module: MODULE, ...options })
    const records = await Array.fromAsync(store.records(), ({ value }) => JSON.stringify(value))
    return { report, records: records.toSorted(), errors }
  } finally {
    unsubscribe('latchkey:failure', listen)
  }
}
