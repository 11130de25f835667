import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { crawlOnce } from '../support/crawl-once.ts'
import { politeCrawler, servePages } from '../support/crawlers/polite-site.ts'
import { serve } from '../support/serve.ts'

test('a run that is stopped while the site wants quiet gives its pages back, and none has failed', async () => {
  const stop = new AbortController()
  let asked = 0
  await using site = await servePages(40, ({ url }, response) => {
    if (!/^\/\d/.test(url)) return false
    if (url === '/1') {
      response.writeHead(429, { 'retry-after': '60' }).end()
      setTimeout(() => stop.abort(), 300)
    } else setTimeout(() => response.end(), ++asked * 10)
    return true
  })
  const report = await crawlOnce(politeCrawler(`${site.url}/`), { signal: stop.signal })
  expect(report).toMatchObject({ reason: 'stopped', failed: 0 })
  expect(report.waiting).toBeGreaterThan(0)
})

test('turns that nobody waits for any more do not keep a process alive', { timeout: 30_000 }, async () => {
  const script = `
    import { Limiter } from ${JSON.stringify(new URL('../../packages/core/src/frontier/limiter/limiter.ts', import.meta.url))}
    const rateOf = () => ({ interval: 100_000, concurrency: 1, burst: 1 })
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 100)
    const { signal } = stop
    const limiter = new Limiter({ rateOf, siteOf: (url) => url.host, signal })
    const request = { method: 'GET', url: new URL('http://shop.example/') }
    await Promise.allSettled([1, 2, 3].map(async () => limiter.take(request, true, signal)))
    limiter[Symbol.dispose]()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 25_000 })
})

test(
  'a site that is down when a crawl ends does not keep its process alive',
  { timeout: 30_000 },
  async () => {
    const core = new URL('../../packages/core/src/', import.meta.url).href
    const script = `
    const { Limiter } = await import('${core}frontier/limiter/limiter.ts')
    const { Response } = await import('${core}http/response.ts')
    const { SiteWatch } = await import('${core}engine/politeness/site-watch.ts')
    const { signal } = new AbortController()
    const limiter = new Limiter({
      rateOf: () => ({ interval: 0, concurrency: 9, burst: 1 }),
      siteOf: (url) => url.host,
      signal,
      onTrouble: (site, trouble) => watch.trouble(site, trouble),
    })
    const watch = new SiteWatch({ crawler: 'polite', limiter, patience: 600_000, probe: async () => {} })
    const request = { method: 'GET', url: new URL('http://shop.example/') }
    const turns = [1, 2, 3, 4, 5].map(() => limiter.take(request, true, signal))
    for (const turn of turns) (await turn).end(new Response({ url: request.url, status: 500 }))
    console.log(limiter.of('shop.example').health.circuit.isOpen)
    limiter[Symbol.dispose]()`
    const words = ['--input-type=module', '--eval', script]
    const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 25_000 })
    expect(stdout).toBe('true\n')
  },
)

test('a robots.txt that redirects in a circle is a missing one (RFC 9309 section 2.3.1.2)', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/robots.txt') response.writeHead(302, { location: '/robots.txt' })
    response.end()
  })
  expect(await crawlOnce(politeCrawler(`${server.url}/`))).toMatchObject({ done: 1, failed: 0 })
})

test(
  'a run is stopped within its time of grace, though a route never returns',
  { timeout: 20_000 },
  async () => {
    await using server = await serve((_, response) => response.end())
    const crawler = politeCrawler(`${server.url}/`, { routes: { list: () => new Promise(() => {}) } })
    expect(await crawlOnce(crawler, { signal: AbortSignal.timeout(500) })).toMatchObject({
      reason: 'stopped',
      waiting: 1,
    })
  },
)
