import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

import type { Rate } from 'latchkey'
import { expect, test } from 'vitest'

import { crawlOnce } from '../support/crawl-once.ts'
import { politeCrawler, servePages } from '../support/crawlers/polite-site.ts'
import { CRAWL, crawlEnvironment, startCrawl } from '../support/crawlers/start-crawl.ts'
import { temporaryFolder } from '../support/folder.ts'
import { gapsOf, mostInWindow } from '../support/sliding-window.ts'

const RATE: Rate = { perSecond: 10, concurrency: 4 }

test('a crawler never asks faster than its rate, and jitters', async () => {
  await using site = await servePages(20)
  expect(await crawlOnce(politeCrawler(`${site.url}/`, { rate: RATE }))).toMatchObject({ done: 21 })
  expect(site.times).toHaveLength(22)
  expect(mostInWindow(site.times, 1_000)).toBeLessThanOrEqual(11)
  const gaps = gapsOf(site.times).slice(2)
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(5)
})

test('two crawlers of one site in one process share its rate, and the gentler of theirs holds', async () => {
  // Each of them alone has requests for more than a second, whichever is done first.
  await using site = await servePages(12)
  const crawls = [
    crawlOnce(politeCrawler(`${site.url}/`, { name: 'one', rate: RATE })),
    crawlOnce(politeCrawler(`${site.url}/`, { name: 'two', rate: { perSecond: 100, concurrency: 4 } })),
  ]
  // Whoever is left alone goes on at its own.
  await Promise.race(crawls)
  const shared = site.times.slice(1)
  await Promise.all(crawls)
  expect(site.times).toHaveLength(28)
  expect(shared.length).toBeGreaterThan(11)
  expect(mostInWindow(shared, 1_000)).toBeLessThanOrEqual(11)
})

test('two processes that crawl one site share its rate, though each has a store of its own', async () => {
  await using site = await servePages(10)
  const results = await Promise.all([startCrawl(site.url, RATE), startCrawl(site.url, RATE)])
  expect(results).toEqual(Array.from({ length: 2 }, () => ({ done: 11, failed: 0 })))
  expect(site.times).toHaveLength(24)
  expect(mostInWindow(site.times, 1_000)).toBeLessThanOrEqual(11)
})

test('two processes share the number of requests at once, and one that is killed gives its share back', async () => {
  let active = 0
  let peak = 0
  const stalled = Promise.withResolvers<void>()
  await using site = await servePages(4, async ({ url }, response) => {
    peak = Math.max(peak, ++active)
    response.on('close', () => active--)
    if (url !== '/stall') return false
    stalled.resolve()
    return true
  })
  const rate = { perSecond: 1_000, concurrency: 1 }
  const victim = spawn(process.execPath, [CRAWL], { env: crawlEnvironment(`${site.url}/stall?`, rate) })
  victim.stdin.end()
  // The path of its start is /stall?/: nothing but that is asked for, and never answered.
  await Promise.race([stalled.promise, once(victim, 'exit')])
  setTimeout(() => victim.kill('SIGKILL'), 300)
  expect(await startCrawl(site.url, rate)).toEqual({ done: 5, failed: 0 })
  expect(peak).toBe(1)
})

test('a burst goes out at once, and then the rate holds', async () => {
  await using site = await servePages(12)
  const rate = { perSecond: 10, concurrency: 6, burst: 6 }
  await crawlOnce(politeCrawler(`${site.url}/`, { rate, robots: false }))
  expect(mostInWindow(site.times, 1_000)).toBeLessThanOrEqual(6 + 11)
  // The start page is one of the six; after them each has a turn of its own.
  expect(mostInWindow(site.times, 350)).toBeGreaterThanOrEqual(5)
  expect(mostInWindow(site.times.slice(7), 500)).toBeLessThanOrEqual(6)
})

test('every request takes a turn: robots.txt, redirects, the login and its form, tries', async () => {
  let tries = 0
  await using site = await servePages(0, ({ url, method, headers }, response) => {
    if (url === '/robots.txt') response.writeHead(301, { location: '/robots' }).end()
    else if (url === '/robots') response.end('')
    else if (url === '/login' && method === 'GET')
      response
        .setHeader('content-type', 'text/html')
        .end('<form method="post"><input name="user"><input name="key" type="password"></form>')
    else if (url === '/login') response.writeHead(303, { location: '/', 'set-cookie': 'session=1' }).end()
    else if (!headers.cookie) response.writeHead(302, { location: '/login' }).end()
    else if (tries++ === 1) response.writeHead(500).end()
    else return false
    return true
  })
  const login = { form: '/login', fields: { user: 'ada', key: 'lovelace' } }
  const crawler = politeCrawler(`${site.url}/`, { rate: { perSecond: 20, concurrency: 4 }, login })
  expect(await crawlOnce(crawler)).toMatchObject({ done: 1, failed: 0, exitCode: 0 })
  expect(site.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /robots.txt',
    'GET /robots',
    'GET /login',
    'POST /login',
    'GET /',
    'GET /',
    'GET /',
  ])
  for (const gap of gapsOf(site.times)) expect(gap).toBeGreaterThan(30)
})

test('a site without a rate makes no file; one with a rate makes a private one', async () => {
  await using folder = await temporaryFolder()
  await using site = await servePages(2)
  await crawlIn(folder.path, site.url)
  const { stdout } = await promisify(execFile)('find', [folder.path, '-mindepth', '1'])
  expect(stdout).toBe('')
  await crawlIn(folder.path, site.url, RATE)
  const { stdout: modes } = await promisify(execFile)('find', [
    folder.path,
    '-mindepth',
    '1',
    '-maxdepth',
    '1',
    '-printf',
    '%m',
  ])
  expect(modes).toBe('700')
})

test('where the shared file cannot be used, a warning says so and the rate holds all the same', async () => {
  await using folder = await temporaryFolder()
  const user = process.getuid?.()
  await mkdir(folder.file(`latchkey-${user}`))
  await chmod(folder.file(`latchkey-${user}`), 0o777)
  await using site = await servePages(9)
  const crawled = await crawlIn(folder.path, site.url, RATE)
  expect(crawled).toEqual({ done: 10, failed: 0 })
  expect(lastWarning).toContain('hold within this process only')
  expect(mostInWindow(site.times, 1_000)).toBeLessThanOrEqual(11)

  await using other = await temporaryFolder()
  await mkdir(other.file(`latchkey-${user}`), { mode: 0o700 })
  await writeFile(other.file(`latchkey-${user}/turns.db`), 'no database '.repeat(100))
  expect(await crawlIn(other.path, site.url, RATE)).toEqual({ done: 10, failed: 0 })
  expect(lastWarning).toContain('turns.db')
})

test('hosts of one domain share a rate by default, and origins have each their own where the crawler says so', async () => {
  const crawlers = async (per: 'domain' | 'origin') => {
    await using one = await servePages(6)
    await using two = await servePages(6)
    const hosts = [one, two].map(({ url }, index) => `http://host${index}.shop.example:${new URL(url).port}/`)
    const crawler = politeCrawler(hosts[0] ?? '', {
      start: hosts,
      rate: { perSecond: 10, concurrency: 4, per },
      robots: false,
      session: { lookup: async () => '127.0.0.1' },
    })
    expect(await crawlOnce(crawler)).toMatchObject({ done: 14 })
    return [...one.times, ...two.times]
  }
  expect(mostInWindow(await crawlers('domain'), 1_000)).toBeLessThanOrEqual(11)
  expect(mostInWindow(await crawlers('origin'), 1_000)).toBeGreaterThan(11)
})

let lastWarning = ''

async function crawlIn(folder: string, url: string, rate?: Rate): Promise<unknown> {
  const env = { ...crawlEnvironment(url, rate), TMPDIR: folder }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CRAWL], { env })
  lastWarning = stderr
  return JSON.parse(stdout)
}
