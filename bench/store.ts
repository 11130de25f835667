/**
 * What a page costs the store: 60 links of which 6 are new, one record, the done-mark.
 *
 *     node bench/store.ts [known URLs ...]     default 10000 1000000 10000000: ten minutes, 3 GB of disk
 *
 * `bench/frontier.ts` tells more of the same: memory, disk, and what a new process has to do first.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { SqliteStore } from '../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { GROUP, links, Pages, visit } from './frontier/pages.ts'
import { Times } from './frontier/times.ts'

const BATCH = 10_000
const MOST_PAGES = 10_000

const sizes = process.argv.slice(2).map(Number)
let first: number | undefined
for (const known of sizes.length > 0 ? sizes : [10_000, 1_000_000, 10_000_000]) {
  const commits = await measure(known, Math.min(MOST_PAGES, known / 5))
  const cpu = (commits.summary().cpu * 1000) / GROUP
  first ??= cpu
  const perSecond = Math.round(GROUP / (commits.summary().median / 1000))
  console.log(
    `${known.toLocaleString('en').padStart(10)} known: ${perSecond.toLocaleString('en').padStart(6)} commits/s, ` +
      `${cpu.toFixed(0).padStart(4)} CPU µs a page (${(cpu / first).toFixed(2)}×)`,
  )
}

async function measure(known: number, pages: number): Promise<Times> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const commits = new Times()
  {
    await using store = new SqliteStore(join(folder, 'crawl.db'))
    const run = await store.open('shop')
    for (let from = 0; from < known; from += BATCH)
      await run.enqueue(links(from, Math.min(known, from + BATCH)))
    const source = new Pages(known)
    for (let done = 0; done < pages / 5; done += GROUP) await visit(run, source)
    for (let done = 0; done < pages; done += GROUP) await visit(run, source, { commits })
  }
  rmSync(folder, { recursive: true })
  return commits
}
