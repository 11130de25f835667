import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'

import { crawl, defineCrawler, Session, SqliteStore, type Crawler, type Progress } from 'latchkey'
import { afterEach, expect, test, vi } from 'vitest'

import { Robots } from '../../packages/core/src/frontier/robots/robots.ts'
import { crawlOnce } from '../support/crawl-once.ts'
import { politeCrawler, servePages, type TimedServer } from '../support/crawlers/polite-site.ts'
import { serve, type TestServer } from '../support/serve.ts'
import { mostInWindow } from '../support/sliding-window.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

afterEach(() => void vi.useRealTimers())

test('a page that robots.txt forbids is skipped, with that as its reason', async () => {
  await using server = await serveRobots((response) => response.end('User-agent: latchkey\nDisallow: /2'))
  const report = await crawlOnce(crawlerOf(server))
  expect(report).toMatchObject({ done: 3, failed: 0, skips: { 'robots.txt': 1 } })
  expect(server.requests.map(({ url }) => url)).not.toContain('/2')
})

test('a site without a robots.txt is crawled, whatever it answers below 500', async () => {
  for (const status of [400, 401, 403, 404, 410, 418]) {
    await using server = await serveRobots((response) =>
      response.writeHead(status).end('User-agent: *\nDisallow: /'),
    )
    expect(await crawlOnce(crawlerOf(server)), String(status)).toMatchObject({
      done: 4,
      failed: 0,
      skipped: 0,
    })
  }
})

test('a robots.txt that is out of order is waited for: no page is asked for before, and no try is spent', async () => {
  const answers = [0, 503]
  await using server = await serveRobots((response) => {
    const status = answers.shift()
    if (status === undefined) response.end('User-agent: *\nDisallow: /3')
    else if (status === 0) response.destroy()
    else response.writeHead(status).end()
  })
  const report = await crawlOnce(crawlerOf(server, { tries: 1, rate: { perSecond: Infinity } }))
  expect(report).toMatchObject({ done: 3, failed: 0, skips: { 'robots.txt': 1 } })
  const asked = server.requests.map(({ url }) => url)
  expect(asked.lastIndexOf('/robots.txt')).toBe(2)
  expect(asked.indexOf('/')).toBe(3)
}, 40_000)

test('a Crawl-delay is kept between two requests', async () => {
  await using server = await serveRobots((response) => response.end('User-agent: *\nCrawl-delay: 0.3'), 4)
  expect(await crawlOnce(crawlerOf(server))).toMatchObject({ done: 5 })
  expect(mostInWindow(server.times.slice(1), 1_000)).toBeLessThanOrEqual(4)
})

test('a Crawl-delay of more than half a minute is kept as half a minute, and a warning says so', async () => {
  const said: unknown[] = []
  const hear = (event: unknown) => void said.push(event)
  subscribe('latchkey:site', hear)
  await using server = await serveRobots((response) => response.end('User-agent: *\nCrawl-delay: 600'))
  await using store = new SqliteStore(':memory:')
  const stop = new AbortController()
  const onProgress = ({ perSecond }: Progress) => {
    if (perSecond !== undefined) stop.abort(perSecond)
  }
  await crawl(crawlerOf(server), { store, signal: stop.signal, onProgress })
  unsubscribe('latchkey:site', hear)
  expect(stop.signal.reason).toBeCloseTo(1 / 30)
  const problem = 'its robots.txt asks for 600 s between two requests, of which 30 s are kept'
  expect(said).toMatchObject([{ state: 'slowed', problem }])
})

test('a run that waits for a robots.txt can be stopped, and goes on later', async () => {
  let isWell = false
  await using server = await serveRobots((response) => response.writeHead(isWell ? 404 : 500).end())
  await using store = new SqliteStore(':memory:')
  const stopped = await crawl(crawlerOf(server), { store, signal: AbortSignal.timeout(300) })
  expect(stopped).toMatchObject({ reason: 'stopped', waiting: 1, failed: 0 })
  isWell = true
  expect(await crawl(crawlerOf(server), { store })).toMatchObject({ done: 4, failed: 0 })
})

test('a host that nobody knows is not waited for: its page fails, and says why', async () => {
  const crawler = defineCrawler({
    name: 'nowhere',
    start: 'http://nowhere.invalid/',
    rate: { perSecond: 1_000 },
    tries: 1,
    session: {
      lookup: () => Promise.reject(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })),
    },
    routes: { page() {} },
  })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ failed: 1, exitCode: 3 })
  expect(report.errors[0]?.example.message).toContain('nowhere.invalid')
})

test('redirects are followed to other hosts, five of them and no more (section 2.3.1.2)', async () => {
  await using elsewhere = await serve((_, response) => response.end('User-agent: *\nDisallow: /1'))
  for (const [hops, skipped] of [
    [5, 1],
    [6, 0],
  ] as const) {
    await using server = await servePages(3, ({ url }, response) => {
      if (!url.startsWith('/robots')) return false
      const hop = url === '/robots.txt' ? 1 : Number(url.slice('/robots-'.length)) + 1
      const location = hop === 1 || hop < hops ? `/robots-${hop}` : `${elsewhere.url}/`
      response.writeHead(hop === 1 ? 301 : 302, { location }).end()
      return true
    })
    expect((await crawlOnce(crawlerOf(server))).skipped, `${hops} hops`).toBe(skipped)
  }
})

test('what was read holds for a day: the next run of the same store does not ask again', async () => {
  await using server = await serveRobots((response) => response.end('User-agent: *\nDisallow: /1'))
  await using store = new SqliteStore(':memory:')
  for (let runs = 0; runs < 2; runs++)
    expect(await crawl(crawlerOf(server), { store, mode: 'fresh' })).toMatchObject({ done: 3, skipped: 1 })
  expect(server.requests.filter(({ url }) => url === '/robots.txt')).toHaveLength(1)
})

test('a crawl of several days reads it again each day, and by the old one while it cannot be read', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  let status = 200
  let allowed = '/1'
  await using server = await serve((_, response) =>
    response.writeHead(status).end(`User-agent: *\nAllow: ${allowed}\nDisallow: /`),
  )
  await using store = new SqliteStore(':memory:')
  await using session = new Session({ retry: false })
  const signal = () => AbortSignal.timeout(5_000)
  const robots = new Robots({ store, signal, fetch: (address) => session.get(address) })
  const allows = async () => {
    const rules = await robots.rules(new URL(server.url))
    return ['/1', '/2'].filter((path) => rules.allows(new URL(path, server.url)))
  }
  expect(await allows()).toEqual(['/1'])
  allowed = '/2'
  vi.advanceTimersByTime(DAY - 60_000)
  expect([await allows(), server.requests.length]).toEqual([['/1'], 1])
  status = 503
  vi.advanceTimersByTime(HOUR)
  expect([await allows(), server.requests.length]).toEqual([['/1'], 2])
  status = 200
  vi.advanceTimersByTime(HOUR)
  expect([await allows(), server.requests.length]).toEqual([['/2'], 3])
})

test('500 KB of octets are read and what comes after is not (section 2.5)', async () => {
  const head = Buffer.from('\uFEFFUser-agent: *\nDisallow: /1\n')
  const padding = (size: number) => Buffer.from(`#${'é'.repeat((size - head.length - 2) / 2)}\n`)
  for (const [size, skipped] of [
    [500 * 1024 - 20, 2],
    [500 * 1024 + 2, 1],
  ] as const) {
    const file = Buffer.concat([head, padding(size), Buffer.from('Disallow: /2\n')])
    await using server = await serveRobots((response) => response.end(file))
    expect((await crawlOnce(crawlerOf(server))).skipped, `${size} bytes`).toBe(skipped)
  }
})

function serveRobots(robots: (response: ServerResponse) => unknown, pages = 3): Promise<TimedServer> {
  return servePages(pages, ({ url }, response) => {
    if (url !== '/robots.txt') return false
    robots(response)
    return true
  })
}

function crawlerOf({ url }: TestServer, settings?: Partial<Crawler>): Crawler {
  return politeCrawler(`${url}/`, settings)
}
