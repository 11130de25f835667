import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { Archive, crawl, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { productCrawler } from '../support/crawlers/shop.ts'
import { temporaryFolder } from '../support/folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/kill-crawler.ts')
const PRODUCTS = 150
const KILLS = 2

test('an archived run that is killed with -9 and goes on has every page in its archive', async () => {
  await using site = await startSite({ products: PRODUCTS, latency: 2 })
  await using folder = await temporaryFolder()
  const words = ['run', CRAWLER, '--store', folder.file('crawl.db'), '--archive', '--json']
  const env = { SITE_URL: site.url }
  for (let kill = 0; kill < KILLS; kill++) {
    const before = site.requests
    const { child, result, until } = startCommand(words, { env })
    await until(() => site.requests >= before + 20)
    await sleep(Math.random() * 150)
    child.kill('SIGKILL')
    await result
  }
  const { code, stdout } = await runCommand(words, { env })
  expect(code).toBe(0)
  const report = reportOf(stdout)
  expect(report).toMatchObject({ resumed: true, failed: 0, records: { product: PRODUCTS } })
  const { url } = site
  await site.close()

  await using archive = new Archive(folder.file('crawl.archive'))
  expect(archive.find('products').size).toBe(report.done)
  await using kept = new SqliteStore(folder.file('crawl.db'))
  await using store = new SqliteStore(':memory:')
  const replayed = await crawl(productCrawler(url), { store, archive, replay: true })
  expect(replayed).toMatchObject({ done: report.done, failed: 0 })
  expect(await recordsOf(store)).toEqual(await recordsOf(kept))
})

test('a recorded run that finds no room on the disk ends with one paragraph, and the same command goes on', async () => {
  await using site = await startSite({ products: PRODUCTS })
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { SITE_URL: site.url } }
  const words = ['run', CRAWLER, '--archive', '--json']
  const full = await runCommand(words, { ...place, under: 'ulimit -f 300' })
  expect(full.code).toBe(1)
  expect(full.stderr).toMatch(/^latchkey: .+latchkey\.(archive|db)\): .+, then run again.*\n$/)
  const { code, stdout } = await runCommand(words, place)
  const report = reportOf(stdout)
  expect([code, report.failed, report.resumed]).toEqual([0, 0, true])

  await using archive = new Archive(folder.file('latchkey.archive'))
  await using store = new SqliteStore(':memory:')
  const replayed = await crawl(productCrawler(site.url), { store, archive, replay: true })
  expect(replayed).toMatchObject({ done: report.done, failed: 0 })
})

async function recordsOf(store: SqliteStore): Promise<Map<string | undefined, unknown>> {
  const records = await Array.fromAsync(store.records(), ({ key, value }) => [key, value] as const)
  return new Map(records)
}
