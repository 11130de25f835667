import { subscribe, unsubscribe } from 'node:diagnostics_channel'

import {
  Archive,
  crawl,
  extract,
  reextract,
  Response,
  SqliteStore,
  TryAgainError,
  type Crawler,
} from 'latchkey'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { SiteHealth } from '../../packages/core/src/frontier/limiter/site-health.ts'
import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve, type TestServer } from '../support/serve.ts'

const MODULE = new URL('../support/crawlers/moody-crawler.ts', import.meta.url)
const BUSY = '<p class="busy" data-wait="0">try again later</p>'

/** What each page of the site gives at first; after that it is well. Its start links to all of them. */
let pages: { readonly [path: string]: readonly string[] } = {}
let site: TestServer
let moody: Crawler

beforeAll(async () => {
  site = await serve(({ url }, response) => {
    const links = Object.keys(pages).map((path) => `<a href="${path}">`)
    const well = url === '/' ? links.join('') : '<h1>well</h1>'
    response.setHeader('content-type', 'text/html').end(pages[url]?.[timesAsked(url) - 1] ?? well)
  })
  process.env['SITE_URL'] = site.url
  moody = ((await import(MODULE.href)) as { default: Crawler }).default
})

afterAll(() => site[Symbol.asyncDispose]())

beforeEach(() => {
  site.requests.length = 0
})

test.each([0, 1])(
  'a page whose route asks for another try is fetched again, and fails with its reason when none is left (%i workers)',
  async (workers) => {
    pages = { '/often': [BUSY, BUSY], '/always': Array<string>(9).fill(BUSY) }
    await using store = new SqliteStore(':memory:')
    const report = await crawl(moody, { store, workers, module: MODULE })
    expect(report).toMatchObject({ done: 2, failed: 1, records: { item: 1 }, exitCode: 3 })
    expect(report.errors).toMatchObject([{ name: 'TryAgainError', count: 1 }])
    expect(report.errors[0]?.example.message).toMatch(
      /^route item asked for another try: try again later\n {2}at test\/support\/crawlers\/moody-crawler\.ts:\d+\n {2}on http:.+\/always$/,
    )
    expect([timesAsked('/often'), timesAsked('/always')]).toEqual([3, 3])
  },
)

test.each([
  ['a minute', '60000', 40_000],
  ['longer than there are dates', '1e300', 31_000_000_000],
])('a page that is to be left alone for %s waits, and latchkey why says for what', async (_, wait, least) => {
  pages = { '/item': [BUSY.replace('"0"', `"${wait}"`)] }
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('crawl.db'))
  const stop = new AbortController()
  const abort = () => stop.abort()
  subscribe('latchkey:failure', abort)
  const report = await crawl(moody, { store, signal: stop.signal })
  unsubscribe('latchkey:failure', abort)
  expect(report).toMatchObject({ done: 1, failed: 0, waiting: 1 })
  const words = ['why', MODULE.pathname, `${site.url}/item`, '--store', folder.file('crawl.db')]
  const { stdout } = await runCommand(words)
  const due = new Date(/waiting until (\S+)/.exec(stdout)?.[1] ?? '')
  expect(due.getTime()).toBeGreaterThan(Date.now() + least)
  expect(stdout).toContain(
    'tries    1 failed, the last: route item asked for another try: try again later\n           at test',
  )
  expect(timesAsked('/item')).toBe(1)
})

test('what must not be sent twice is not, though its route asks for it; what is idempotent is', async () => {
  pages = { '/order': [BUSY], '/search': [BUSY] }
  await using store = new SqliteStore(':memory:')
  const report = await crawl({ ...moody, start: `${site.url}/forms` }, { store })
  expect(report).toMatchObject({ done: 2, failed: 1, inDoubt: 0, records: { item: 0, found: 1 } })
  expect([timesAsked('/order'), timesAsked('/search')]).toEqual([1, 2])
})

test('a replay and reextract find the last try of a page, and what it has failed for', async () => {
  pages = { '/often': [BUSY, BUSY], '/always': Array<string>(9).fill(BUSY) }
  await using folder = await temporaryFolder()
  await using archive = new Archive(folder.file('crawl.archive'))
  await using store = new SqliteStore(':memory:')
  const { seconds: _1, pagesPerSecond: _2, ...report } = await crawl(moody, { store, archive })
  expect(await reextract(moody, { store, archive })).toMatchObject({ pages: 3, differs: false })
  await using again = new SqliteStore(':memory:')
  expect(await crawl(moody, { store: again, archive, replay: true })).toMatchObject(report)
  expect(timesAsked('/always')).toBe(3)
})

test('offline, a route that asks for another try throws that', async () => {
  const page = new Response({ url: `${site.url}/item`, body: BUSY })
  const asked = extract(moody, 'item', page)
  await expect(asked).rejects.toBeInstanceOf(TryAgainError)
  await expect(asked).rejects.toMatchObject({ name: 'TryAgainError', code: 'TRY_AGAIN', wait: 0 })
})

test.each([
  [[], "tryAgain was given undefined: say why, as in tryAgain('the site is busy')"],
  [[''], 'tryAgain was given "": say why'],
  [['busy', { wait: -1 }], 'wait is -1: give milliseconds from 0 up'],
  [['busy', { after: 1 }], 'tryAgain has no option "after"'],
])('tryAgain(...%j) names the mend', async (words, message) => {
  const item = ({ tryAgain }: { tryAgain: (...words: unknown[]) => never }) => tryAgain(...words)
  const crawler = { ...moody, routes: { ...moody.routes, item } } as unknown as Crawler
  const page = new Response({ url: `${site.url}/item` })
  await expect(extract(crawler, 'item', page)).rejects.toThrow(message)
})

test('a site that turns away one page after the other is asked less; one that does so now and then is not', () => {
  const url = new URL(site.url)
  const health = new SiteHealth()
  const answer = () =>
    health.learn(new Response({ url }), {
      request: { method: 'GET', url } as never,
      at: performance.now(),
      isProbe: false,
    })
  for (let page = 1; page < 50; page++) {
    answer()
    if (page % 5 === 0) health.turnedAway(Infinity)
  }
  expect(health.share).toBe(1)
  for (let page = 0; page < 20; page++) {
    answer()
    health.turnedAway(Infinity)
  }
  expect(health.share).toBeLessThan(0.2)
})

function timesAsked(path: string): number {
  return site.requests.filter(({ url }) => url === path).length
}
