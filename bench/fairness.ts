/**
 * How much a site that answers nothing holds up others: nine that are well are crawled without it and beside it, by turns.
 *
 *     node bench/fairness.ts [rounds]     default 5
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'

import { crawl, SqliteStore, type Crawler } from 'latchkey'

import { politeCrawler, servePages } from '../test/support/crawlers/polite-site.ts'
import { temporaryFolder } from '../test/support/folder.ts'

const WELL = 9
/** The most that the nine may take beside it, in times of what they take without it. */
const FAIR = 1.2

/** What the nine took, in seconds. */
interface Taken {
  readonly clock: number
  readonly cpu: number
}

const rounds = Number(process.argv[2] ?? 5)
const rows: object[] = []
for (const [name, rate, pages] of [
  ['as fast as they go', 'fast', 500],
  ['at 20 requests/s each', { perSecond: 20, concurrency: 4 }, 50],
] as const) {
  const without: Taken[] = []
  const beside: Taken[] = []
  // What is loaded and compiled at first counts for neither.
  await crawlNine(rate, pages, true)
  for (let round = 0; round < rounds; round++) {
    without.push(await crawlNine(rate, pages, false))
    beside.push(await crawlNine(rate, pages, true))
  }
  rows.push(row(name, best(without), best(beside)))
}
console.table(rows)

/** Crawls the nine to their last page, where wanted beside a site of which nothing but the start page ever comes. */
async function crawlNine(
  rate: Crawler['rate'] & {},
  pages: number,
  isStallingBeside: boolean,
): Promise<Taken> {
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('fairness.db'))
  await using servers = new AsyncDisposableStack()
  const start: string[] = []
  for (let site = isStallingBeside ? 0 : 1; site <= WELL; site++) {
    const server = servers.use(await servePages(pages, ({ url }) => site === 0 && url !== '/'))
    start.push(`${server.url}/`)
  }
  using end = afterPages(WELL * pages + start.length)
  const crawler = politeCrawler('', { start, rate, robots: false })
  const began = performance.now()
  const cpu = process.cpuUsage()
  const run = crawl(crawler, { store, signal: end.signal })
  await once(end.signal, 'abort')
  const { user, system } = process.cpuUsage(cpu)
  const taken = { clock: (performance.now() - began) / 1_000, cpu: (user + system) / 1e6 }
  // What is on its way to the site that stalls ends with its server.
  await servers.disposeAsync()
  await run
  return taken
}

/** A signal for the moment at which so many pages are committed. */
function afterPages(pages: number): Disposable & { readonly signal: AbortSignal } {
  const reached = new AbortController()
  let left = pages
  const count = () => void (--left === 0 && reached.abort())
  subscribe('latchkey:page', count)
  return { signal: reached.signal, [Symbol.dispose]: () => void unsubscribe('latchkey:page', count) }
}

function row(name: string, without: Taken, beside: Taken): object {
  const ratio = beside.clock / without.clock
  if (ratio > FAIR) process.exitCode = 1
  return {
    'nine sites': name,
    'without it, s': without.clock.toFixed(2),
    'beside it, s': beside.clock.toFixed(2),
    ratio: ratio.toFixed(2),
    'CPU, ratio': (beside.cpu / without.cpu).toFixed(2),
  }
}

/** The least of each: a machine that is busy otherwise adds to a round, and never takes from one. */
function best(taken: readonly Taken[]): Taken {
  return {
    clock: Math.min(...taken.map(({ clock }) => clock)),
    cpu: Math.min(...taken.map(({ cpu }) => cpu)),
  }
}
