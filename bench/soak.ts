/**
 * A long crawl over everything that goes wrong: a fault of every kind on 5 % of the pages, two kill -9, one network cut.
 *
 *     node bench/soak.ts [products]     default 100000
 */
import { soak } from './soak/soak.ts'

const products = Number(process.argv[2] ?? 100_000)
const soaked = await soak({ products, outage: 5_000, say: (line) => console.log(`  ${line}`) })
const { report, pages, seconds, requests, memory, missing, doubled, junk, faulty, integrity } = soaked
const { discovered, done, failed, skipped, waiting } = report

const checks: readonly (readonly [claim: string, holds: boolean])[] = [
  ['the run finished, exit code 0', report.reason === 'finished' && soaked.exitCode === 0],
  [`every page was discovered: ${discovered} of ${pages}`, discovered === pages],
  [
    `the books balance: ${done} done + ${failed} failed + ${skipped} skipped + ${waiting} waiting`,
    done + failed + skipped + waiting === discovered,
  ],
  [`only pages with a lasting fault failed: ${failed} of ${faulty}`, failed === faulty],
  [`every healthy page has its record: ${missing.length} missing`, missing.length === 0],
  [`and has it once: ${doubled.length} doubled`, doubled.length === 0],
  [`no faulty page has one: ${junk.length}`, junk.length === 0],
  [`integrity_check: ${integrity}`, integrity === 'ok'],
  [
    `heap after collection, second tenth ${megabytes(memory.second.heap)}, last ${megabytes(memory.last.heap)}`,
    within(memory.second.heap, memory.last.heap),
  ],
  [
    `resident memory, second tenth ${megabytes(memory.second.rss)}, last ${megabytes(memory.last.rss)}`,
    within(memory.second.rss, memory.last.rss),
  ],
]
console.log(
  `${pages} pages, ${requests} requests in ${Math.round(seconds)} s (${Math.round(pages / seconds)} pages/s)`,
)
for (const [claim, holds] of checks) console.log(`${holds ? 'ok  ' : 'FAIL'}  ${claim}`)
if (checks.some(([, holds]) => !holds)) process.exitCode = 1

/** The last tenth takes at most 10 % more than the second. */
function within(second: number, last: number): boolean {
  return last <= 1.1 * second
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
