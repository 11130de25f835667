import type { Plan } from '../../extract/plan.ts'
import type { Limiter } from '../../frontier/limiter/limiter.ts'
import type { Robots } from '../../frontier/robots/robots.ts'
import type { Run } from '../../frontier/store.ts'
import type { Pages } from '../archive/pages.ts'
import type { Recorder } from '../archive/recorder.ts'
import type { Revalidation } from '../archive/revalidation.ts'
import type { Bodies } from '../control/bodies.ts'
import type { Gate } from '../control/gate.ts'
import type { Reach } from '../control/reach.ts'
import type { Stop } from '../control/stop.ts'
import type { Files } from '../files/files.ts'
import type { Budget } from '../limits/budget.ts'
import type { Sessions } from '../login/sessions.ts'
import type { LinkHistory } from '../page/link-history.ts'
import type { SiteWatch } from '../politeness/site-watch.ts'
import type { Waits } from '../politeness/waits.ts'
import type { Extractor } from '../workers/extractor.ts'

/** One crawl at work in this process: what its lanes and visits share. */
export interface Crawling {
  readonly plan: Plan
  readonly run: Run

  /** The session of each account. */
  readonly sessions: Sessions
  /** Where pages come from: the sessions, or an archive in their place. */
  readonly pages: Pages
  /** Keeps what is fetched, if anybody wants that. */
  readonly recorder: Recorder | undefined
  /** Spares pages that have not changed since the run before. */
  readonly revalidation: Revalidation | undefined
  /** Puts what routes save into its folder. */
  readonly files: Files
  /** Runs the routes. */
  readonly extractor: Extractor
  /** What is known of the links of earlier pages. */
  readonly links: LinkHistory

  /** Says what may be fetched; absent where the crawler does not ask robots.txt. */
  readonly robots: Pick<Robots, 'rules'> | undefined
  /** Gives each request its turn at its site. */
  readonly limiter: Limiter
  /** Asks after sites that fail, and gives them up in the end. */
  readonly watch: SiteWatch
  /** Knows which pages were put off too often. */
  readonly waits: Waits

  /** Brings the run to its end. */
  readonly stop: Stop
  /** Holds it to its limits. */
  readonly budget: Budget
  /** Holds pages back while the run is paused, or nothing can be reached. */
  readonly gate: Gate
  /** Knows whether anything can be reached. */
  readonly reach: Reach
  /** Holds what pages take in memory within bounds. */
  readonly bodies: Bodies
}
