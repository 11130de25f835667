import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, SqliteStore, type Progress } from 'latchkey'
import { expect, test } from 'vitest'

import { crawlOnce } from '../support/crawl-once.ts'
import { politeCrawler, servePages } from '../support/crawlers/polite-site.ts'
import { startCrawl } from '../support/crawlers/start-crawl.ts'
import { gapsOf } from '../support/sliding-window.ts'

for (const [form, headerFor] of [
  ['seconds', () => '1'],
  ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
] as const) {
  test(`a site is left alone until the time that it names as ${form}, by all crawlers, and no try is spent`, async () => {
    let asked = 0
    let quietFrom = Infinity
    let quietUntil = 0
    const inWindow: string[] = []
    await using site = await servePages(6, ({ url }, response) => {
      const now = Date.now()
      // What was on its way when the site asked for quiet is excepted.
      if (now > quietFrom + 300 && now < quietUntil - 10) inWindow.push(url)
      if (++asked !== 4) return false
      const header = headerFor()
      quietFrom = now
      quietUntil = form === 'seconds' ? now + 1_000 : Date.parse(header)
      response.writeHead(form === 'seconds' ? 429 : 503, { 'retry-after': header }).end()
      return true
    })
    const settings = { tries: 1, robots: false, rate: { perSecond: 100, concurrency: 2 } }
    const reports = await Promise.all([
      crawlOnce(politeCrawler(`${site.url}/`, { ...settings, name: 'one' })),
      crawlOnce(politeCrawler(`${site.url}/`, { ...settings, name: 'two' })),
    ])
    for (const report of reports) expect(report).toMatchObject({ done: 7, failed: 0 })
    expect(quietUntil).toBeGreaterThan(0)
    expect(inWindow).toEqual([])
  })
}

test('another process keeps the quiet that a site has asked this one for', async () => {
  let quietFrom = 0
  await using site = await servePages(30, ({ url }, response) => {
    if (url !== '/quiet') return false
    quietFrom = performance.now()
    response.writeHead(429, { 'retry-after': '2' }).end()
    return true
  })
  const rate = { perSecond: 20, concurrency: 2 }
  const other = startCrawl(site.url, rate)
  while (site.times.length < 5) await sleep(5)
  const here = new AbortController()
  const ours = crawlOnce(politeCrawler(`${site.url}/quiet`, { rate, robots: false }), { signal: here.signal })
  while (!site.requests.some(({ url }) => url === '/quiet')) await sleep(5)
  await sleep(1_900)
  const during = site.times.filter((time) => time > quietFrom + 100 && time < quietFrom + 1_900)
  here.abort()
  expect(during).toEqual([])
  expect(await other).toEqual({ done: 31, failed: 0 })
  expect(await ours).toMatchObject({ failed: 0, waiting: 1 })
})

test('after a pause a fast site is asked gently, not by all who waited at once', async () => {
  let active = 0
  let asked = 0
  const peaks: number[] = []
  await using site = await servePages(60, async (_, response) => {
    const place = ++asked
    active++
    response.on('close', () => active--)
    if (place > 20) peaks.push(active)
    await sleep(20)
    if (place !== 20) return false
    response.writeHead(429, { 'retry-after': '1' }).end()
    return true
  })
  expect(await crawlOnce(politeCrawler(`${site.url}/`, { robots: false }))).toMatchObject({
    done: 61,
    failed: 0,
  })
  const resumed = gapsOf(site.times).findIndex((gap) => gap > 700) + 1
  // Peaks are counted from the 21st request on, and some of those were on their way.
  expect(peaks[resumed - 20]).toBeLessThanOrEqual(2)
  expect(Math.max(...peaks.slice(resumed - 20, resumed - 16))).toBeLessThanOrEqual(4)
})

test('a page that is put off for ever, while its site is well, fails after its tries', async () => {
  await using site = await servePages(30, async ({ url }, response) => {
    await sleep(5)
    if (url !== '/7') return false
    response.writeHead(503, { 'retry-after': '0' }).end()
    return true
  })
  const report = await crawlOnce(politeCrawler(`${site.url}/`, { robots: false, tries: 2 }))
  expect(report).toMatchObject({ done: 30, failed: 1 })
  const asked = site.requests.filter(({ url }) => url === '/7').length
  expect(asked).toBeGreaterThan(1)
}, 60_000)

test('a site that goes down is only probed, no page spends a try, and all are crawled when it is back', async () => {
  let isDown = false
  const whileDown: string[] = []
  await using site = await servePages(40, async ({ url }, response) => {
    if (site.requests.length === 12) {
      isDown = true
      setTimeout(() => (isDown = false), 2_500)
    }
    await sleep(5)
    if (!isDown) return false
    whileDown.push(url)
    response.writeHead(500).end()
    return true
  })
  const crawler = politeCrawler(`${site.url}/`, {
    robots: false,
    rate: { perSecond: Infinity, concurrency: 4 },
  })
  expect(await crawlOnce(crawler)).toMatchObject({ done: 41, failed: 0 })
  // Five failures, what was on its way with the fifth, and then a probe of a page that was well, now and then.
  expect(whileDown.length).toBeLessThan(5 + 4 + 4)
})

test('pages that are broken for themselves fail after their tries, though there be nothing else left', async () => {
  await using site = await servePages(12, ({ url }, response) => {
    if (url === '/' || Number(url.slice(1)) < 5) return false
    response.writeHead(500).end()
    return true
  })
  const report = await crawlOnce(politeCrawler(`${site.url}/`, { robots: false, tries: 2 }))
  expect(report).toMatchObject({ done: 5, failed: 8, waiting: 0, exitCode: 3 })
}, 60_000)

test('a site that gives nothing but failures is left for the next call in the end, and the others are crawled', async () => {
  let isDown = true
  await using down = await servePages(8, ({ url }, response) => {
    if (url === '/' || !isDown) return false
    response.writeHead(502).end()
    return true
  })
  await using well = await servePages(8)
  const crawler = politeCrawler(`${down.url}/`, {
    start: [`${down.url}/`, `${well.url}/`],
    robots: false,
    rate: { perSecond: Infinity, concurrency: 2 },
    // The start page of the site that is down is well: it is the others that fail.
    patience: 0.02,
  })
  await using store = new SqliteStore(':memory:')
  const probed = { ...crawler, tries: 100 }
  const shown = new Set<string>()
  const onProgress = ({ troubles }: Progress) => {
    for (const trouble of troubles) shown.add(trouble)
  }
  const report = await crawl(probed, { store, onProgress })
  expect([...shown].join('\n')).toMatch(/gives nothing but failures \(GET \S+: responded 502\): asked again/)
  expect(report).toMatchObject({ reason: 'stopped', failed: 0, waiting: 8, exitCode: 5 })
  expect(report.done).toBe(10)
  expect(report.problem).toContain(`${new URL(down.url).host} gave nothing but failures`)
  expect(report.problem).toContain('the same command goes on')
  isDown = false
  expect(await crawl(probed, { store })).toMatchObject({ done: 18, failed: 0, exitCode: 0 })
}, 60_000)
