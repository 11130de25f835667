import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, SqliteStore, type Progress } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { productCrawler } from '../support/shop.ts'
import { startWire } from '../support/wire.ts'

test('a network that goes and comes back holds the crawl, and its outage costs no page a try', async () => {
  await using site = await startSite({ products: 200, latency: 20 })
  await using wire = await startWire(site.url)
  await using store = new SqliteStore(':memory:')
  const told: Progress[] = []
  const rate = { perSecond: Infinity, concurrency: 4 }
  const crawling = crawl(productCrawler(wire.url, { rate }), {
    store,
    onProgress: (progress) => told.push(progress),
  })
  await expect.poll(() => site.requests, { timeout: 10_000 }).toBeGreaterThan(40)
  await wire.cut()
  await expect.poll(() => told.at(-1)?.holds, { timeout: 10_000 }).toEqual(['offline'])
  const before = site.requests
  await sleep(2_500)
  expect(site.requests).toBe(before)
  await wire.mend()
  const report = await crawling
  expect(report).toMatchObject({
    reason: 'finished',
    failed: 0,
    waiting: 0,
    records: { product: 200 },
    exitCode: 0,
  })
  const tries = []
  for await (const request of store.requests(report.run)) tries.push(request.tries)
  expect(Math.max(...tries)).toBeLessThanOrEqual(1)
  // Only what was being answered when the wire broke may have been its page's fault.
  expect(tries.filter((number) => number > 0).length).toBeLessThanOrEqual(4)
})
