/**
 * What a page costs the store: 60 links of which 6 are new, one record, the done-mark.
 *
 *     node bench/store.ts [known URLs ...]     default 10000 100000 1000000
 */
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { SqliteStore } from '../packages/core/src/frontier/sqlite/sqlite-store.ts'
import type { Link, Run } from '../packages/core/src/frontier/store.ts'

const SITE = 'https://shop.example'
const LINKS = 60
const NEW_LINKS = 6
/** Of the known links of a page, those that are on every page: its navigation. */
const NAVIGATION = 30
const GROUP = 20

const sizes = process.argv.slice(2).map(Number)
const rows = []
for (const known of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) {
  const pages = Math.min(5000, Math.floor(known / 5))
  rows.push({ known, ...(await measure(known, pages)) })
}
const first = rows[0]
for (const row of rows) {
  console.log(
    `${row.known.toLocaleString('en').padStart(10)} known: ${row.rate.toFixed(0).padStart(6)} commits/s, ` +
      `${row.cpu.toFixed(0).padStart(5)} CPU µs a page (${(row.cpu / (first?.cpu ?? row.cpu)).toFixed(2)}×), ` +
      `${row.claim.toFixed(0)} CPU µs a claim of ${GROUP}, ${row.memory.toFixed(0)} MB`,
  )
}

async function measure(known: number, pages: number) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const store = new SqliteStore(join(folder, 'crawl.db'))
  const run = await store.open('shop')
  for (let from = 0; from < known; from += 10_000) {
    await run.enqueue(
      Array.from({ length: Math.min(10_000, known - from) }, (_, index) => link(from + index)),
    )
  }
  await crawl(run, known, Math.ceil(pages / 5))
  const cost = await crawl(run, known + 1e7, pages)
  await store.close()
  rmSync(folder, { recursive: true })
  return { ...cost, memory: process.memoryUsage.rss() / 1e6 }
}

async function crawl(run: Run, next: number, pages: number) {
  let claimed = 0
  let cpu = 0
  let time = 0
  for (let done = 0; done < pages; done += GROUP) {
    const beforeClaim = process.cpuUsage()
    const requests = await run.claim(SITE, GROUP)
    claimed += spent(beforeClaim)
    const outcomes = requests.map((request, index) => ({
      request,
      status: 200,
      bytes: 30_000,
      records: [
        {
          kind: 'product',
          key: String(request.id),
          json: `{"id":${request.id},"name":"A thing","price":12.5}`,
        },
      ],
      links: pageLinks(next + (done + index) * NEW_LINKS, next),
      session: undefined,
      suspectSince: undefined,
      provesUntil: undefined,
    }))
    const before = process.cpuUsage()
    const started = performance.now()
    await Promise.all(outcomes.map((outcome) => run.commit(outcome)))
    time += performance.now() - started
    cpu += spent(before)
  }
  return { rate: pages / (time / 1000), cpu: cpu / pages, claim: claimed / (pages / GROUP) }
}

function pageLinks(next: number, known: number): Link[] {
  return Array.from({ length: LINKS }, (_, index) => {
    if (index < NEW_LINKS) return link(next + index)
    if (index < NEW_LINKS + NAVIGATION) return link(index)
    return link(Math.floor(Math.random() * Math.min(known, 1e6)))
  })
}

function link(number: number): Link {
  const url = `${SITE}/category/products/${number}`
  return {
    key: hash('sha1', url, 'buffer').subarray(0, 16),
    url,
    method: 'GET',
    body: undefined,
    route: 'product',
    data: undefined,
    site: SITE,
    account: '',
    depth: 1,
    priority: 0,
    skip: undefined,
  }
}

function spent(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return user + system
}
