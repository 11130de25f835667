/**
 * What it costs to keep every response of a crawl: the same shop crawled with and without an archive in turn, then
 * replayed from it; the best of several rounds. The site is a process of its own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { Archive, crawl, SqliteStore, type CrawlOptions } from 'latchkey'

import { productCrawler } from '../test/support/crawlers/shop.ts'
import type { Serving } from './crawl/server.ts'

const PRODUCTS = 2_000
const ROUNDS = 4

interface Measure {
  readonly pages: number
  readonly 'pages/s': number
  readonly 'CPU ms a page': number
  readonly 'bodies, MB': number
  readonly 'archive, MB': number
}

const server = fork(resolve(import.meta.dirname, 'crawl/server.ts'), [String(PRODUCTS)])
const [{ url }] = (await once(server, 'message')) as [Serving]
const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
const measures: { [what: string]: Measure[] } = { plain: [], archived: [], replayed: [] }
try {
  for (let round = 0; round < ROUNDS; round++) {
    await using archive = new Archive(join(folder, `${round}.archive`))
    measures['plain']?.push(await measure())
    measures['archived']?.push(await measure({ archive }))
    measures['replayed']?.push(await measure({ archive, replay: true }))
  }
  const best = ([what, all]: [string, Measure[]]) =>
    [what, all.toSorted((a, b) => a['CPU ms a page'] - b['CPU ms a page'])[0]] as const
  console.table(Object.fromEntries(Object.entries(measures).map(best)))
} finally {
  server.kill()
  await rm(folder, { recursive: true })
}

async function measure(options: CrawlOptions = {}): Promise<Measure> {
  const file = join(folder, 'crawl.db')
  await using store = new SqliteStore(file)
  const before = process.cpuUsage()
  const { done, bytes, pagesPerSecond } = await crawl(productCrawler(url), {
    store,
    mode: 'fresh',
    ...options,
  })
  const { user, system } = process.cpuUsage(before)
  return {
    pages: done,
    'pages/s': Math.round(pagesPerSecond),
    'CPU ms a page': Number(((user + system) / 1_000 / done).toFixed(2)),
    'bodies, MB': Math.round(bytes / 1e6),
    'archive, MB': (options.archive?.bytes ?? 0) / 1e6,
  }
}
