import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

import { crawl, defineCrawler, SqliteStore, type Report } from 'latchkey'
import { expect, test } from 'vitest'

import { serve } from '../support/serve.ts'

const LOL = `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>`
const TWO = '<url><loc>/page/1</loc></url><url><loc>/page/2</loc></url>'

/** A body, whole or in pieces. */
type Body = string | Buffer | Iterable<string>

/** Crawls from a sitemap with this body, beside one page that is well. */
async function crawlFrom(body: Body): Promise<{ readonly report: Report; readonly why: string | undefined }> {
  await using site = await serve(async ({ url }, response) => {
    if (url !== '/sitemap.xml') return response.end()
    const pieces = typeof body === 'string' || Buffer.isBuffer(body) ? [body] : body
    // Nobody reads a hostile one to its end.
    return pipeline(Readable.from(pieces), response).catch(() => undefined)
  })
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'hostile',
    start: [{ sitemap: `${site.url}/sitemap.xml` }, `${site.url}/page/well`],
    robots: false,
    tries: 1,
    paths: { page: '/page/*' },
    routes: { page() {} },
  })
  const report = await crawl(crawler, { store })
  expect(report.discovered).toBe(report.done + report.failed + report.skipped)
  return { report, why: report.errors[0]?.example.message }
}

/** A piece again and again, as fast as it is read. */
function* repeat(start: string, piece: string, times: number): Iterable<string> {
  yield start
  for (let count = 0; count < times; count++) yield piece
}

test.each<readonly [string, Body, RegExp]>([
  [
    'declares entities',
    `${LOL}<urlset>&lol2;</urlset>`,
    /declares entities of its own, as only an attack does$/,
  ],
  [
    'declares external entities',
    '<!DOCTYPE x [ <!ENTITY f SYSTEM "file:///etc/passwd"> ]><urlset><url><loc>&f;</loc></url></urlset>',
    /declares entities/,
  ],
  ['nests without end', repeat('<urlset>', '<url>'.repeat(1_000), 1_000), /nested deeper than 32 elements/],
  [
    'has a comment without end',
    repeat('<urlset><!-- ', 'x'.repeat(60_000), 1_000),
    /markup that does not end/,
  ],
  [
    'has an attribute without end',
    repeat('<urlset a="', 'x'.repeat(60_000), 1_000),
    /markup that does not end/,
  ],
  [
    'has an address without end',
    repeat('<urlset><url><loc>', 'x'.repeat(60_000), 1_000),
    /an address longer than/,
  ],
  [
    'has a line without end',
    repeat('http://a', 'x'.repeat(60_000), 1_000),
    /is no sitemap: a line is longer than 65536/,
  ],
  ['is a page', '<!doctype html><html><body>Not found</body></html>', /is no sitemap: its root is <html>/],
  ['is empty', '', /is no sitemap: it has neither XML, nor a URL a line/],
  ['is binary', Buffer.from([0, 255, 254, 1, 2, 3, 10, 0]), /is no sitemap/],
  [
    'is a bomb',
    gzipSync(`<urlset>${' '.repeat(30_000_000)}</urlset>`),
    /grows more than 200-fold when decoded/,
  ],
])('a sitemap that %s fails with its reason, and costs nothing else', async (_what, body, reason) => {
  const before = process.memoryUsage.rss()
  const { report, why } = await crawlFrom(body)
  expect(report).toMatchObject({ done: 1, failed: 1, waiting: 0, exitCode: 3 })
  expect(why).toMatch(reason)
  expect(process.memoryUsage.rss() - before).toBeLessThan(150_000_000)
})

test.each<readonly [string, Body]>([
  ['XML', `<urlset>${TWO}<url><loc>/page/3</l`],
  ['gzipped', gzipSync(`<urlset>${TWO.repeat(50)}</urlset>`, { level: 0 }).subarray(0, 800)],
])(
  'what can be read of a sitemap that ends in the middle is taken, and the rest is no secret: %s',
  async (_what, body) => {
    const { report, why } = await crawlFrom(body)
    expect(report).toMatchObject({ done: 3, failed: 1, exitCode: 3 })
    expect(why).toMatch(/(?:ends in the middle|was cut off or damaged): what stands before was taken$/)
  },
)

test('entities that nobody declared stay as they are', async () => {
  const { report } = await crawlFrom('<urlset><url><loc>/page/&undeclared;</loc></url></urlset>')
  expect(report).toMatchObject({ done: 3, failed: 0 })
})

test('a sitemap that lists itself, or others without end, is read five deep', async () => {
  await using site = await serve(({ url }, response) => {
    const number = Number(url.slice(1))
    response.end(
      `<sitemapindex><sitemap><loc>/${number}</loc></sitemap><sitemap><loc>/${number + 1}</loc></sitemap></sitemapindex>`,
    )
  })
  await using store = new SqliteStore(':memory:')
  const start = { sitemap: `${site.url}/0` }
  const report = await crawl(defineCrawler({ name: 'deep', start, robots: false, routes: { page() {} } }), {
    store,
  })
  expect(report).toMatchObject({ done: 6, skipped: 1, skips: { 'nested too deep': 1 }, exitCode: 0 })
})

test('a sitemap that is being read when its run ends is read on within the time of grace, and its pages wait', async () => {
  await using site = await serve(async ({ url }, response) => {
    if (url !== '/sitemap.xml') return response.end()
    response.write('<urlset>')
    for (let page = 0; page < 100; page++) {
      response.write(`<url><loc>/page/${page}</loc></url>`)
      if (page % 10 === 0) await sleep(150)
    }
    return response.end('</urlset>')
  })
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'stopped',
    start: { sitemap: `${site.url}/sitemap.xml` },
    robots: false,
    paths: { page: '/page/*' },
    routes: { page() {} },
  })
  const ended = await crawl(crawler, { store, limits: { minutes: 0.01 } })
  expect(ended).toMatchObject({ reason: 'limit', done: 1, waiting: 100 })
  expect(await crawl(crawler, { store })).toMatchObject({ reason: 'finished', done: 101, failed: 0 })
  expect(new Set(site.requests.map(({ url }) => url)).size).toBe(101)
})
