import type { Plan } from '../../extract/plan.ts'
import type { Limiter } from '../../frontier/limiter/limiter.ts'
import type { Robots } from '../../frontier/robots/robots.ts'
import type { Run } from '../../frontier/store.ts'
import type { Pages } from '../archive/pages.ts'
import type { Recorder } from '../archive/recorder.ts'
import type { Bodies } from '../control/bodies.ts'
import type { Gate } from '../control/gate.ts'
import type { Reach } from '../control/reach.ts'
import type { Stop } from '../control/stop.ts'
import type { Budget } from '../limits/budget.ts'
import type { Sessions } from '../login/sessions.ts'
import type { Linkless } from '../page/linkless.ts'
import type { RecentLinks } from '../page/recent-links.ts'
import type { Traps } from '../page/traps.ts'
import type { SiteWatch } from '../politeness/site-watch.ts'
import type { Waits } from '../politeness/waits.ts'
import type { Extractor } from '../workers/extractor.ts'

/** One crawl at work in this process: what a visit needs. */
export interface Crawling {
  readonly plan: Plan
  readonly run: Run
  readonly sessions: Sessions
  /** The sessions, or an archive in their place. */
  readonly pages: Pages
  /** Keeps what is fetched, if anybody wants that. */
  readonly recorder: Recorder | undefined
  /** Runs the routes. */
  readonly extractor: Extractor
  readonly limiter: Limiter
  readonly watch: SiteWatch
  readonly waits: Waits
  /** Absent where the crawler does not ask robots.txt. */
  readonly robots: Pick<Robots, 'rules'> | undefined
  readonly stop: Stop
  readonly budget: Budget
  readonly gate: Gate
  readonly reach: Reach
  readonly bodies: Bodies
  readonly traps: Traps
  readonly recent: RecentLinks
  readonly linkless: Linkless
}
