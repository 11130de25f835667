/**
 * What it costs to know many URLs: a run of so many is begun, then resumed by a new process that crawls on.
 *
 *     node bench/frontier.ts [known URLs ...]     default 10000 1000000 10000000: a quarter of an hour, 3 GB of disk
 *
 * A page has 60 links, of which 6 are new and 24 come from anywhere among the known, one record, and its done-mark;
 * 16 pages end at once. `CPU` is that of claiming and committing a page. Ratios are to the first row.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { GROUP } from './frontier/pages.ts'
import type { Times } from './frontier/times.ts'

const WORK = join(import.meta.dirname, 'frontier/work.ts')
const MOST_PAGES = 10_000

interface Measured {
  /** From the start of the process to its first claim, in ms. */
  readonly resume: number
  readonly claims: ReturnType<Times['summary']>
  readonly commits: ReturnType<Times['summary']>
  readonly pagesPerSecond: number
  /** Peak, in bytes. */
  readonly memory: number
}

const sizes = process.argv.slice(2).map(Number)
console.log(
  `| known URLs | begun, links/s | resumed in | ${GROUP} claimed | pages/s | CPU a page | ${GROUP} committed: median, p99, longest | memory | file |`,
)
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
let first: Measured | undefined
for (const known of sizes.length > 0 ? sizes : [10_000, 1_000_000, 10_000_000]) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const file = join(folder, 'crawl.db')
  const begun = performance.now()
  work('fill', file, known)
  const perSecond = known / ((performance.now() - begun) / 1000)
  const size = statSync(file).size
  const measured: Measured = JSON.parse(work('crawl', file, known, Math.min(MOST_PAGES, known / 5)))
  first ??= measured
  console.log(row(known, perSecond, size, measured, first))
  rmSync(folder, { recursive: true })
}

function work(...words: readonly (string | number)[]): string {
  return execFileSync(process.execPath, [WORK, ...words.map(String)], { encoding: 'utf8' })
}

function row(known: number, perSecond: number, size: number, measured: Measured, first: Measured): string {
  const { resume, claims, commits, pagesPerSecond, memory } = measured
  const cpuOf = (of: Measured) => ((of.claims.cpu + of.commits.cpu) / GROUP) * 1000
  const ratio = (value: number, to: number) => `(${(value / to).toFixed(2)}×)`
  const cells = [
    known.toLocaleString('en'),
    Math.round(perSecond).toLocaleString('en'),
    `${resume.toFixed(0)} ms`,
    `${claims.median.toFixed(2)} ms ${ratio(claims.median, first.claims.median)}`,
    `${pagesPerSecond.toFixed(0)} ${ratio(pagesPerSecond, first.pagesPerSecond)}`,
    `${cpuOf(measured).toFixed(0)} µs ${ratio(cpuOf(measured), cpuOf(first))}`,
    `${commits.median.toFixed(1)}, ${commits.p99.toFixed(1)}, ${commits.longest.toFixed(1)} ms`,
    `${(memory / 1e6).toFixed(0)} MB`,
    `${(size / 1e6).toFixed(0)} MB`,
  ]
  return `| ${cells.join(' | ')} |`
}
