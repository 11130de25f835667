import { DefinitionError, LoginError, RequestError } from '../errors.ts'
import type { Crawler } from '../extract/definition.ts'
import type { Limits } from '../extract/limits.ts'
import { planOf, type Plan } from '../extract/plan.ts'
import { Archive } from '../frontier/archive/archive.ts'
import { Robots } from '../frontier/robots/robots.ts'
import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import type { OpenMode, Run, Store } from '../frontier/store.ts'
import { Recorder } from './archive/recorder.ts'
import { offline, openReplay, Replay } from './archive/replay.ts'
import { Bodies } from './control/bodies.ts'
import { Gate } from './control/gate.ts'
import { obeyOrders } from './control/orders.ts'
import { Reach } from './control/reach.ts'
import type { Crawling } from './crawling.ts'
import { endingOf } from './ending.ts'
import { events, type FaultEvent, type StartEvent } from './events.ts'
import { Lanes } from './lanes.ts'
import { Budget } from './limits/budget.ts'
import { openRun } from './limits/open-run.ts'
import type { SignedInSession } from './login/signed-in-session.ts'
import { writeLog, type LogTarget } from './logs/write-log.ts'
import { limiterOf, patienceOf } from './polite.ts'
import { probeSite } from './probe-site.ts'
import { watchProgress, type Progress } from './progress.ts'
import { rateOf, siteOf } from './rate.ts'
import { reportOn, type Ending, type Report } from './report.ts'
import { Sessions } from './sessions.ts'
import { SiteWatch } from './site-watch.ts'
import { startLinks } from './sitemap/start-links.ts'
import { Stop } from './stop.ts'
import { Traps } from './traps.ts'
import { Waits } from './waits.ts'
import { refuseInWorker } from './workers/in-worker.ts'
import { openExtractor, type ExtractorOptions } from './workers/open-extractor.ts'

/** How long pages in flight may take to end when a run is stopped, in milliseconds. */
const GRACE = 10_000

/** How often a session is renewed that is found dead once all is done. */
const MOST_RENEWALS = 3

/** How a crawl is run. */
export interface CrawlOptions extends ExtractorOptions {
  /** Where the crawl lives. Default: the file `latchkey.db` in the working folder. */
  readonly store?: Store
  /** `'resume'` (default) goes on where the last run stopped, `'fresh'` begins anew, `'retry'` tries its failed pages again. */
  readonly mode?: OpenMode
  /** Pages to begin at most in this call, tries included; the run can be resumed after them. Default: no limit. */
  readonly limit?: number
  /** Each takes the place of that of the crawler. */
  readonly limits?: Limits
  /** Ends the run: no page is begun any more, those in flight have 10 s, all is committed. */
  readonly signal?: AbortSignal
  /** Told twice a second how the run stands; what it throws is ignored. */
  readonly onProgress?: (progress: Progress) => void
  /** Where the responses are kept, without their secrets; with `replay` where they are read. Default: nowhere. */
  readonly archive?: Archive
  /**
   * Crawls a run of the archive, the last or the one of this number, instead of the site: no connection is made, and a
   * page that the archive does not have fails. It is a run of its own, always fresh; give it a store of its own,
   * lest it become the latest in the other. Default store: `latchkey.replay.db`.
   */
  readonly replay?: boolean | number
  /** Adds a JSON line for each thing that happens to a file, or writes it to what is given, such as `process.stderr`. */
  readonly log?: LogTarget
}

/**
 * Crawls a site from its start to the last page, or goes on where an earlier call stopped or was killed.
 *
 * @throws {DefinitionError} when the crawler or an option is wrong.
 * @throws {StoreError} when the store cannot be used, or another process crawls this run.
 */
export async function crawl(crawler: Crawler, options: CrawlOptions = {}): Promise<Report> {
  refuseInWorker()
  const replay = openReplay(crawler, options)
  const limited = options.limits ? { ...crawler, limits: { ...crawler.limits, ...options.limits } } : crawler
  const plan = planOf(replay ? offline(limited) : limited)
  checkLimit(options.limit)
  using _log = options.log === undefined ? undefined : writeLog(crawler.name, options.log)
  const store = options.store ?? new SqliteStore(replay ? 'latchkey.replay.db' : 'latchkey.db')
  try {
    const run = await openRun(store, plan.crawler, replay ? 'fresh' : options.mode)
    try {
      events.start.publish(startOf(run))
      const report = await work(plan, store, run, options, replay)
      events.end.publish(report)
      return report
    } catch (error) {
      events.fault.publish({ crawler: run.crawler, run: run.id, error } satisfies FaultEvent)
      throw error
    } finally {
      await run.close()
    }
  } finally {
    if (!options.store) await store.close()
  }
}

function startOf(run: Run): StartEvent {
  const { crawler, id, resumed } = run
  return { crawler, run: id, resumed, counts: () => run.counts() }
}

async function work(
  plan: Plan,
  store: Store,
  run: Run,
  options: CrawlOptions,
  replay: Replay | undefined,
): Promise<Report> {
  const started = performance.now()
  const doneBefore = (await run.counts()).done
  await run.enqueue(await startLinks(plan, store, run))
  const end = async (ending: Pick<Ending, 'reason' | 'problem'>): Promise<Report> => {
    await run.end(ending.reason)
    return reportOn(plan.crawler, run, { ...ending, started, doneBefore })
  }
  const stop = new Stop(GRACE)
  await using extractor = await openExtractor(plan, options)
  const crawling = { extractor, ...(await begin(plan, store, run, stop, replay ?? options.archive)) }
  const ask = () => stop.ask('stopped')
  options.signal?.addEventListener('abort', ask, { once: true })
  if (options.signal?.aborted) ask()
  using _orders = await obeyOrders(run, crawling.gate, stop)
  const progress = watchProgress(crawling, doneBefore, options.onProgress)
  try {
    const undecided = await workThrough(crawling, options.limit ?? Infinity)
    return await end(await endingOf(crawling, undecided))
  } finally {
    progress.end()
    stop.done()
    crawling.reach.close()
    options.signal?.removeEventListener('abort', ask)
    crawling.budget[Symbol.dispose]()
    await crawling.sessions.close()
    crawling.limiter[Symbol.dispose]()
  }
}

/**
 * Works until nothing waits and no page is held back, or the run is asked to stop.
 *
 * @returns what is left undecided.
 */
async function workThrough(crawling: Crawling, limit: number): Promise<string | undefined> {
  const { plan, run, stop, watch } = crawling
  const lanes = new Lanes(crawling, (site) => rateOf(plan.crawler, site).concurrency, limit)
  for (let renewals = 0; renewals < MOST_RENEWALS; renewals++) {
    await lanes.work()
    if (stop.reason || watch.problem) break
    if ((await run.counts()).suspect === 0 || !(await settleSuspects(crawling))) break
  }
  const { suspect } = await run.counts()
  if (stop.reason || suspect === 0) return undefined
  return `${suspect} pages are held back, for no page after them has shown that it was signed in: name one that does as login.check`
}

/** Asks for a proof for the pages that are held back; true when there was the contrary, and some wait again. */
async function settleSuspects(crawling: Crawling): Promise<boolean> {
  let waitAgain = false
  for (const [account, session] of crawling.sessions.atWork()) {
    if (await settleSuspectsOf(crawling, account, session)) waitAgain = true
  }
  return waitAgain
}

async function settleSuspectsOf(
  { run, sessions, stop }: Crawling,
  account: string,
  session: SignedInSession,
): Promise<boolean> {
  try {
    const { alive, page } = await session.check(stop.hard)
    if (page.proven) await run.prove(account, page.askedAt)
    if (!alive) await session.renew(stop.hard)
    return !alive
  } catch (error) {
    if (error instanceof LoginError) sessions.lockOut(account, error)
    else if (!(error instanceof RequestError)) throw error
    return false
  }
}

async function begin(
  plan: Plan,
  store: Store,
  run: Run,
  stop: Stop,
  archive: Archive | Replay | undefined,
): Promise<Omit<Crawling, 'extractor'>> {
  const { crawler } = plan
  const replay = archive instanceof Replay ? archive : undefined
  const recorder = archive instanceof Archive ? new Recorder(archive.open(run), crawler) : undefined
  const limiter = limiterOf(crawler, {
    signal: stop.asked,
    onTrouble: (site, trouble) => watch.trouble(site, trouble),
  })
  const sessions = await Sessions.open(crawler, { store, turns: limiter, recorder })
  for (const [account, session] of sessions.atWork()) {
    await session.onExpiry({
      doubt: async () => void (await run.doubt(account)),
      redo: (keys) => run.redo(keys),
      prove: (askedAt) => run.prove(account, askedAt),
    })
  }
  const signal = (url: URL) => limiter.signalOf(siteOf(crawler, url))
  const fetch = (url: URL) => sessions.anonymous(url, { maxRedirects: 5, signal: stop.hard })
  const asksRobots = crawler.robots !== false && !replay
  const robots = asksRobots ? new Robots({ fetch, store, signal }) : undefined
  const pages = replay ?? recorder?.around(sessions) ?? sessions
  const gate = new Gate(run)
  const patience = patienceOf(crawler)
  const reach = new Reach(gate, stop, patience)
  const probe = (site: string) => probeSite({ plan, limiter, robots, sessions, gate, stop }, site)
  const watch = new SiteWatch({ crawler: crawler.name, limiter, patience, probe })
  const budget = await Budget.open(run, stop, crawler)
  const waits = new Waits()
  const traps = new Traps(crawler)
  const bodies = new Bodies()
  const polite = { limiter, watch, waits, robots: robots ?? replay?.robots }
  return { plan, run, stop, gate, reach, bodies, sessions, pages, recorder, budget, traps, ...polite }
}

function checkLimit(limit: number | undefined): void {
  if (limit === undefined || limit === Infinity || (Number.isInteger(limit) && limit >= 0)) return
  throw new DefinitionError(`limit is ${limit}: write a whole number of pages`)
}
