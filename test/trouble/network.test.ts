import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, NetworkError, SqliteStore, type Progress } from 'latchkey'
import { expect, test, vi } from 'vitest'

import { patiently } from '../../packages/core/src/engine/login/patiently.ts'
import { startSite } from '../site/index.ts'
import { memberCrawler } from '../support/crawlers/members.ts'
import { productCrawler } from '../support/crawlers/shop.ts'
import { startWire } from '../support/wire.ts'

test('a network that goes and comes back holds the crawl, and its outage costs no page a try', async () => {
  await using site = await startSite({ products: 200, latency: 20 })
  await using wire = await startWire(site.url)
  await using store = new SqliteStore(':memory:')
  const told: Progress[] = []
  const rate = { perSecond: Infinity, concurrency: 4 }
  const crawler = productCrawler(wire.url, { rate })
  const crawling = crawl(crawler, { store, onProgress: (progress) => told.push(progress) })
  await expect.poll(() => site.requests, { timeout: 10_000 }).toBeGreaterThan(40)
  await wire.cut()
  await expect.poll(() => told.at(-1)?.holds, { timeout: 10_000 }).toEqual(['offline'])
  const before = site.requests
  await sleep(2_500)
  expect(site.requests).toBe(before)
  await wire.mend()
  const report = await crawling
  expect(report).toMatchObject({ reason: 'finished', failed: 0, waiting: 0, exitCode: 0 })
  expect(report.records).toEqual({ product: 200 })
  const tries = []
  for await (const request of store.requests(report.run)) tries.push(request.tries)
  // Only what was being answered when the wire broke may have been its page's fault.
  expect(Math.max(...tries)).toBeLessThanOrEqual(1)
  expect(tries.filter((number) => number > 0).length).toBeLessThanOrEqual(4)
})

test('name servers that do not answer hold a crawl from its first page on, until they do', async () => {
  await using site = await startSite({ products: 20 })
  await using store = new SqliteStore(':memory:')
  const { port } = new URL(site.url)
  const lookup = vi.fn(silentFor(2))
  const crawler = productCrawler(`http://shop.example:${port}`, { session: { lookup }, rate: 'fast' })
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ reason: 'finished', done: 21, failed: 0 })
  expect((await Array.fromAsync(store.requests(report.run))).map(({ tries }) => tries)).toEqual(
    Array(21).fill(0),
  )
  expect(lookup.mock.calls.length).toBeLessThan(10)
})

test('a login waits for the network too, and is no refused one', async () => {
  await using site = await startSite({ members: 5 })
  await using store = new SqliteStore(':memory:')
  const { port } = new URL(site.url)
  const crawler = memberCrawler(`http://shop.example:${port}`, {
    session: { lookup: silentFor(2) },
    rate: 'fast',
  })
  expect(await crawl(crawler, { store })).toMatchObject({
    reason: 'finished',
    done: 6,
    failed: 0,
    exitCode: 0,
  })
  expect(site.logins).toBe(1)
})

test('a network that is gone is no try of a login, however long it takes', async () => {
  let tries = 0
  const work = async () => {
    tries++
    if (tries > 9) return undefined
    const cause = Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN' })
    throw new NetworkError('DNS', { method: 'POST', url: 'https://shop.example/login' }, 'no address', {
      cause,
    })
  }
  await patiently(work, new AbortController().signal)
  expect(tries).toBe(10)
})

test('a name that nobody has fails its page after its tries, and holds up nothing', async () => {
  await using site = await startSite({ products: 20 })
  await using store = new SqliteStore(':memory:')
  const { port } = new URL(site.url)
  const lookup = (host: string) => {
    if (host === 'shop.example') return '127.0.0.1'
    throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
  }
  const start = [`http://shop.example:${port}/products`, `http://gone.example:${port}/`]
  const crawler = productCrawler(site.url, { start, session: { lookup }, rate: 'fast', tries: 2 })
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ reason: 'finished', done: 21, failed: 1 })
  expect(report.errors[0]?.example.message).toContain('the host gone.example has no known address')
})

/** Name servers that leave so many questions unanswered, and then know every host. */
function silentFor(questions: number): () => string {
  let left = questions
  return () => {
    if (left-- > 0) throw Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' })
    return '127.0.0.1'
  }
}
