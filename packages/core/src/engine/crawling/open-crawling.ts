import type { Plan } from '../../extract/plan.ts'
import { Robots } from '../../frontier/robots/robots.ts'
import type { Run, Store } from '../../frontier/store.ts'
import { Recorder } from '../archive/recorder.ts'
import type { Replay } from '../archive/replay.ts'
import { Revalidation } from '../archive/revalidation.ts'
import { Bodies } from '../control/bodies.ts'
import { Gate } from '../control/gate.ts'
import { Reach } from '../control/reach.ts'
import { Stop } from '../control/stop.ts'
import { Files } from '../files/files.ts'
import { Budget } from '../limits/budget.ts'
import { Sessions } from '../login/sessions.ts'
import { LinkHistory } from '../page/link-history.ts'
import { limiterOf, patienceOf } from '../politeness/limiter-of.ts'
import { probeSite } from '../politeness/probe-site.ts'
import { siteOf } from '../politeness/rate.ts'
import { SiteWatch } from '../politeness/site-watch.ts'
import { Waits } from '../politeness/waits.ts'
import { openExtractor } from '../workers/open-extractor.ts'
import type { CrawlOptions } from './crawl-options.ts'
import type { Crawling } from './crawling.ts'

/** How long pages in flight may take to end when a run is stopped, in milliseconds. */
const GRACE = 10_000

/** What a crawl begins with. */
export interface CrawlParts {
  readonly plan: Plan
  readonly store: Store
  readonly run: Run
  readonly options: CrawlOptions
  /** Stands in for the site. */
  readonly replay: Replay | undefined
}

/** Puts a crawl together; disposing of it ends what waits, and closes the sessions. */
export async function openCrawling(parts: CrawlParts): Promise<Crawling & AsyncDisposable> {
  const { plan, store, run, replay, options } = parts
  const { crawler } = plan
  const stop = new Stop(GRACE)
  await using opened = new AsyncDisposableStack()
  const extractor = opened.use(await openExtractor(plan, options))
  const recorder = options.archive && !replay ? new Recorder(options.archive.open(run), crawler) : undefined
  const limiter = opened.use(
    limiterOf(crawler, {
      signal: stop.asked,
      onTrouble: (site, trouble) => watch.trouble(site, trouble),
    }),
  )
  const files = opened.use(await Files.open(parts))
  const sessions = await Sessions.open(crawler, { store, run: files.around(run), turns: limiter, recorder })
  opened.defer(() => sessions.close())
  const siteAt = (url: URL) => siteOf(crawler, url)
  const signal = (url: URL) => limiter.signalOf(siteAt(url))
  const fetch = (url: URL) => sessions.anonymous(url, { maxRedirects: 5, signal: stop.hard })
  const asksRobots = crawler.robots !== false && !replay
  const robots = asksRobots ? new Robots({ fetch, store, signal }) : undefined
  const revalidation =
    options.archive && crawler.revalidate ? Revalidation.of(crawler, options.archive, run) : undefined
  const fetched = revalidation?.around(sessions) ?? sessions
  const pages = replay ?? recorder?.around(fetched) ?? fetched
  const gate = new Gate(run)
  const patience = patienceOf(crawler)
  const reach = new Reach(gate, stop, { patience, siteOf: siteAt })
  const probe = (site: string) => probeSite({ plan, limiter, robots, sessions, gate, stop }, site)
  const watch = new SiteWatch({ crawler: crawler.name, limiter, patience, probe })
  const budget = opened.use(await Budget.open(run, stop, crawler))
  opened.defer(() => reach.close())
  opened.defer(() => stop.done())
  const close = opened.move()
  return {
    plan,
    run,
    sessions,
    pages,
    recorder,
    revalidation,
    files,
    extractor,
    links: new LinkHistory(crawler),
    robots: robots ?? replay?.robots,
    limiter,
    watch,
    waits: new Waits(),
    stop,
    budget,
    gate,
    reach,
    bodies: new Bodies(),
    [Symbol.asyncDispose]: () => close.disposeAsync(),
  }
}
