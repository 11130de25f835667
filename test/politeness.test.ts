import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { crawl, defineCrawler, SqliteStore, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'

import { Limiter } from '../packages/core/src/frontier/limiter.ts'
import { serve, type TestServer } from './session/serve.ts'

test('robots.txt takes a turn of its own', async () => {
  const limiter = new Limiter(() => ({ perSecond: 20 }))
  const { signal } = new AbortController()
  const started = performance.now()
  for (let turns = 0; turns < 5; turns++) await limiter.turn('shop.example', signal)
  expect(performance.now() - started).toBeGreaterThanOrEqual(200)
  await limiter.close()

  const times: number[] = []
  await using server = await serve((_, response) => {
    times.push(performance.now())
    response.end('')
  })
  await crawlOnce({ ...crawlerOf(server), rate: { perSecond: 4 } })
  expect(server.requests.map(({ url }) => url)).toEqual(['/robots.txt', '/'])
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(200)
})

test('a request that stands in line when the site asks for quiet keeps it too', async () => {
  const limiter = new Limiter(() => ({ perSecond: 20 }))
  const { signal } = new AbortController()
  await limiter.turn('shop.example', signal)
  const inLine = [limiter.turn('shop.example', signal), limiter.turn('shop.example', signal)]
  const quietUntil = Date.now() + 400
  limiter.pause('shop.example', new Date(quietUntil))
  await Promise.all(inLine)
  expect(Date.now()).toBeGreaterThanOrEqual(quietUntil - 2)
  await limiter.close()
})

test('a run that is stopped while the site wants quiet gives its pages back, and none has failed', async () => {
  const stop = new AbortController()
  let asked = 0
  await using server = await serve((request, response) => {
    if (request.url === '/') response.setHeader('content-type', 'text/html').end(links(40))
    else if (request.url === '/0') {
      response.writeHead(429, { 'retry-after': '60' }).end()
      setTimeout(() => stop.abort(), 300)
    } else setTimeout(() => response.end(), ++asked * 10)
  })
  const report = await crawlOnce(crawlerOf(server), stop.signal)
  expect(report).toMatchObject({ reason: 'stopped', failed: 0 })
  expect(report.waiting).toBeGreaterThan(0)
})

test('a limiter that is closed does not keep its process alive', { timeout: 20_000 }, async () => {
  const script = `
    import { Limiter } from ${JSON.stringify(new URL('../packages/core/src/frontier/limiter.ts', import.meta.url))}
    const limiter = new Limiter(() => ({ perSecond: 0.01 }))
    const stop = AbortSignal.timeout(100)
    await Promise.allSettled([1, 2, 3].map(() => limiter.turn('shop.example', stop)))
    await limiter.close()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 15_000 })
})

test('a robots.txt that redirects in a circle is a missing one (RFC 9309 section 2.3.1.2)', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/robots.txt') response.writeHead(302, { location: '/robots.txt' })
    response.end()
  })
  expect(await crawlOnce(crawlerOf(server))).toMatchObject({ done: 1, failed: 0 })
})

test(
  'a run is stopped within its time of grace, though a route never returns',
  { timeout: 20_000 },
  async () => {
    await using server = await serve((_, response) => response.end())
    const crawler = { ...crawlerOf(server), routes: { list: () => new Promise(() => {}) } } as Crawler
    expect(await crawlOnce(crawler, AbortSignal.timeout(500))).toMatchObject({
      reason: 'stopped',
      waiting: 1,
    })
  },
)

function crawlerOf(server: TestServer): Crawler {
  return defineCrawler({
    name: 'polite',
    start: `${server.url}/`,
    routes: {
      list: ({ follow }) => follow('a', 'page'),
      page() {},
    },
  })
}

async function crawlOnce(crawler: Crawler, signal = new AbortController().signal) {
  await using store = new SqliteStore(':memory:')
  return await crawl(crawler, { store, signal })
}

function links(count: number): string {
  return Array.from({ length: count }, (_, index) => `<a href="/${index}">${index}</a>`).join('')
}
