import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { integrityOf } from '../support/integrity.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/kill-crawler.ts')
const PRODUCTS = 3_000
const KILLS = 30

test(
  `a crawl of ${PRODUCTS} pages killed ${KILLS} times with -9 has every record exactly once`,
  { timeout: 300_000 },
  async () => {
    await using site = await startSite({ products: PRODUCTS, latency: 5, logSize: 20_000 })
    await using folder = await temporaryFolder()
    const store = folder.file('crawl.db')
    const words = ['run', CRAWLER, '--store', store, '--json']
    const env = { SITE_URL: site.url }

    for (let kill = 0; kill < KILLS; kill++) {
      const before = site.requests
      const command = startCommand(words, { env })
      await command.until(() => site.requests >= before + 3)
      const fetched = site.requests - before
      expect(fetched, 'a killed run goes on at once, with the same command').toBeGreaterThanOrEqual(3)
      await sleep(20 + Math.random() * 180)
      command.child.kill('SIGKILL')
      await command.result
    }

    const { code, stdout, stderr } = await runCommand(words, { env })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const report = reportOf(stdout)
    const pages = PRODUCTS + Math.ceil(PRODUCTS / site.options.pageSize)
    expect(report).toMatchObject({
      discovered: pages,
      done: pages,
      failed: 0,
      waiting: 0,
      resumed: true,
      reason: 'finished',
    })

    expect(report.replaced, 'nothing counts twice').toEqual({})
    await using records = new SqliteStore(store)
    const ids: number[] = []
    for await (const { value } of records.records({ crawler: 'products' }))
      ids.push((value as { id: number }).id)
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: PRODUCTS }, (_, index) => index + 1))
    // Only what was in flight at a kill is fetched twice.
    expect(site.requests).toBeLessThanOrEqual(pages + KILLS * 32 + KILLS)
    expect(integrityOf(store)).toBe('ok')
  },
)
