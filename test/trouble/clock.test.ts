import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, SqliteStore } from 'latchkey'
import { afterEach, expect, test, vi } from 'vitest'

import { claimOne, link, paths, SITE, UNAVAILABLE } from '../store/samples.ts'
import { politeCrawler, servePages } from '../support/crawlers/polite-site.ts'

const HOUR = 3_600_000

afterEach(() => void vi.restoreAllMocks())

test('a clock that is set back by an hour makes no page wait for that hour again', async () => {
  await using store = new SqliteStore(':memory:')
  const run = await store.open('shop')
  await run.enqueue([link('/before'), link('/after')])
  await run.fail(await claimOne(run), UNAVAILABLE, new Date(Date.now() + 200))
  setClock(-HOUR)
  await run.postpone(await claimOne(run), new Date(Date.now() + 400))
  expect(await run.claim(SITE, 9), 'nothing is due at once').toEqual([])
  const wait = Number((await run.nextDue(SITE))?.getTime()) - Date.now()
  expect(wait).toBeGreaterThan(-1_000)
  expect(wait).toBeLessThan(1_300)
  await sleep(300)
  expect(paths(await run.claim(SITE, 9))).toEqual(['/before'])
  await sleep(400)
  expect(paths(await run.claim(SITE, 9))).toEqual(['/after'])
})

test('a clock that is set forward makes what waits due', async () => {
  await using store = new SqliteStore(':memory:')
  const run = await store.open('shop')
  await run.enqueue([link('/a')])
  await run.fail(await claimOne(run), UNAVAILABLE, new Date(Date.now() + HOUR))
  setClock(2 * HOUR)
  expect(paths(await run.claim(SITE, 9))).toEqual(['/a'])
})

test('a crawl at a rate goes on, though the clock is set back by an hour in the middle of it', async () => {
  await using site = await servePages(12, ({ url }) => {
    if (url === '/4') setClock(-HOUR)
    return false
  })
  await using store = new SqliteStore(':memory:')
  const rate = { perSecond: 20, concurrency: 2 }
  const report = await crawl(politeCrawler(`${site.url}/`, { rate, robots: false }), { store })
  expect(report).toMatchObject({ done: 13, failed: 0, exitCode: 0 })
}, 20_000)

function setClock(by: number): void {
  const now = Date.now.bind(Date)
  vi.spyOn(Date, 'now').mockImplementation(() => now() + by)
}
