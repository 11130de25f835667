import { StoreError } from '../errors.ts'
import type { Drift } from '../frontier/drift.ts'
import type { Store } from '../frontier/store.ts'
import { obeyOrders } from './control/orders.ts'
import type { EndReason } from './control/stop.ts'
import type { Crawling } from './crawling/crawling.ts'
import { openCrawling, type CrawlParts } from './crawling/open-crawling.ts'
import { findDrift } from './drift/find-drift.ts'
import { Lanes } from './lanes.ts'
import { endingOf } from './report/ending.ts'
import { watchProgress } from './report/progress.ts'
import { reportOn, type Report } from './report/report.ts'
import { startLinks } from './sitemap/start-links.ts'

/** How often in a row a session that is found dead once all is done may be renewed in vain. */
const MOST_IN_VAIN = 3

/** Works through a run from its start, or from where it stopped, and reports on it. */
export async function workThrough(parts: CrawlParts): Promise<Report> {
  const { plan, store, run, options } = parts
  const started = performance.now()
  const doneBefore = (await run.counts()).done
  await run.enqueue(await startLinks(plan, store, run))
  await using crawling = await openCrawling(parts)
  using _orders = await obeyOrders(run, crawling.gate, crawling.stop)
  using _signal = obeySignal(crawling, options.signal)
  using _progress = watchProgress(crawling, doneBefore, options.onProgress)
  const undecided = await workOff(crawling, options.limit ?? Infinity)
  const ending = await endingOf(crawling, undecided)
  const drift = await end(parts, ending.reason)
  // Of a resumed run only a part was seen here.
  const linkless = run.resumed ? [] : crawling.links.linkless.found()
  const files = crawling.files.amount
  const unchanged = crawling.revalidation?.unchanged ?? 0
  const found = { drift, linkless, files, unchanged }
  return reportOn(plan.crawler, run, { ...ending, ...found, started, doneBefore })
}

/**
 * Works until nothing waits and no page is suspect, or the run is asked to stop.
 *
 * @returns what is left undecided.
 */
async function workOff(crawling: Crawling, limit: number): Promise<string | undefined> {
  const { run, sessions, stop, watch } = crawling
  const lanes = new Lanes(crawling, limit)
  for (let doneBefore = -1, inVain = 0; ;) {
    await lanes.work()
    if (stop.reason || watch.problem) break
    const { done, suspect } = await run.counts()
    inVain = done > doneBefore ? 0 : inVain + 1
    if (suspect === 0 || inVain === MOST_IN_VAIN || !(await sessions.proveSuspects(stop.hard))) break
    doneBefore = done
  }
  const { suspect } = await run.counts()
  if (stop.reason || suspect === 0) return undefined
  return `${suspect} pages are held back, for no page after them has shown that it was signed in: mend login.signedIn, or name a page that shows it as login.check`
}

/**
 * Ends the run; one that is complete is compared with those before, and makes old ones go if it is good.
 *
 * @returns what it fell short of.
 */
async function end(
  { plan: { crawler }, store, run, replay }: CrawlParts,
  reason: EndReason,
): Promise<readonly Drift[]> {
  const { waiting, suspect } = await run.counts()
  const isComparable = waiting + suspect === 0 && !replay
  const findings = isComparable ? await findDrift(crawler, store, run) : undefined
  await run.end(reason, findings)
  const drift = findings?.drift ?? []
  const isGood = isComparable && reason === 'finished' && drift.length === 0
  if (isGood && crawler.keepRuns !== undefined) await removeOld(store, crawler.name, crawler.keepRuns)
  return drift
}

/** Removes old runs; those that a full disk or a locked store does not let go are no harm to a good run, and go after the next. */
async function removeOld(store: Store, crawler: string, keep: number): Promise<void> {
  try {
    await store.prune(crawler, keep)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
  }
}

/** Stops the run when its caller says so. */
function obeySignal({ stop }: Crawling, signal: AbortSignal | undefined): Disposable {
  const ask = () => stop.ask('stopped')
  signal?.addEventListener('abort', ask, { once: true })
  if (signal?.aborted) ask()
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', ask) }
}
