import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { requestKey } from '../../packages/core/src/frontier/link.ts'
import { startSite } from '../site/index.ts'

/** What becomes of pages of /faults/: what a failed one says, or the text of its `#p`. */
type Outcomes = { readonly [path: string]: RegExp | string }

const quick: Outcomes = {
  'huge?mb=200': /: the body is larger than 52428800 bytes: raise maxBody if the site is to be trusted$/,
  'gzip-bomb': /: the body grows more than 200-fold when decoded, as a bomb does: raise maxRatio/,
  'endless-redirect/1': /: redirects more than 20 times, .*: raise maxRedirects if that is right$/,
  'redirect-loop': /: redirects in a circle/,
  'many-headers': /: the response's headers are larger than `maxHeaderSize`/,
  'many-cookies': /: the response's headers are larger than `maxHeaderSize`/,
  'reset-mid': /: the body was cut off/,
  'truncated-chunked': /: the body was cut off/,
  'wrong-length': '',
  'not-html': '',
  'deep?n=20000': '',
  'giant-attribute?mb=10': 'Text',
  'nul-bytes': 'ab',
  refresh: 'Again',
  'lying-charset': 'caf\u{fffd}',
  'many-headers?n=100': 'Text',
  'many-cookies?n=100': 'Text',
}

const slow: Outcomes = {
  endless: /: took longer than 3000 ms in all: raise timeout.total, or look why it is slow$/,
  stall: /: no headers of a response came within 1 s$/,
  'stall-body': /: no more of the body came within 1 s$/,
  'slow-headers': /: no headers of a response came within 1 s$/,
}

test('each hostile page costs nothing but itself, and says why', async () => {
  await comesTo(quick)
})

test('a page that never ends costs its time, and holds up no other', async () => {
  await comesTo(slow, { total: 3_000, headers: 1_000, bodyIdle: 1_000 })
})

/** Crawls hostile pages and a healthy shop together. */
async function comesTo(outcomes: Outcomes, timeout = {}): Promise<void> {
  await using site = await startSite({ products: 40 })
  await using store = new SqliteStore(':memory:')
  const texts: { [path: string]: string } = {}
  const crawler = defineCrawler({
    name: 'hostile',
    start: [`${site.url}/products`, ...Object.keys(outcomes).map((path) => `${site.url}/faults/${path}`)],
    robots: false,
    tries: 1,
    session: { timeout },
    paths: { list: '/products', product: '/products/:id', hostile: '/faults/*' },
    records: { product: z.object({ title: z.string().min(1) }) },
    routes: {
      list({ follow }) {
        follow('a.product-link')
        follow('a.next')
      },
      product: ({ $ }) => ({ title: $('.product-title').text() }),
      hostile({ $, url }) {
        texts[url.pathname.slice('/faults/'.length) + url.search] = $('#p').text()
        $('body').text()
        $('*').last().closest('body')
      },
    },
  })
  const report = await crawl(crawler, { store })

  expect(report).toMatchObject({ reason: 'finished', waiting: 0, records: { product: 40 }, exitCode: 3 })
  expect(report.discovered).toBe(report.done + report.failed + report.skipped)
  for (const [path, outcome] of Object.entries(outcomes)) {
    const story = await store.find('hostile', requestKey('GET', `${site.url}/faults/${path}`, undefined, ''))
    if (typeof outcome === 'string') {
      expect(story, path).toMatchObject({ state: 'done' })
      expect(texts[path], path).toBe(outcome)
    } else expect(story, path).toMatchObject({ state: 'failed', reason: expect.stringMatching(outcome) })
  }
}

test('a page of 200 MB is given up at the limit, and no more of it is ever in memory', async () => {
  await using site = await startSite()
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'huge',
    start: `${site.url}/faults/huge?mb=200`,
    robots: false,
    session: { maxBody: 5_000_000 },
    routes: { page() {} },
  })
  const before = process.memoryUsage.rss()
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss() - before)), 5)
  const report = await crawl(crawler, { store })
  clearInterval(timer)
  expect(report).toMatchObject({ failed: 1, done: 0 })
  expect(report.errors[0]?.example.message).toContain('is larger than 5000000 bytes')
  expect(most).toBeLessThan(100_000_000)
})

test('100,000 links of one page are queued with it, whole', async () => {
  await using site = await startSite()
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'links',
    start: `${site.url}/faults/many-links?n=100000`,
    robots: false,
    routes: { page: ({ follow }) => follow('a', 'page') },
  })
  const report = await crawl(crawler, { store, limit: 1 })
  expect(report).toMatchObject({
    reason: 'limit',
    done: 1,
    waiting: 100_000,
    discovered: 100_001,
    skipped: 0,
  })
})
