import type { Counts } from '../../frontier/store.ts'
import type { Hold } from '../control/gate.ts'
import type { Crawling } from '../crawling/crawling.ts'
import { slowestOf, troublesOf } from '../politeness/troubles.ts'

/** How a run stands. */
export interface Progress extends Counts {
  readonly crawler: string
  readonly run: number
  /** Since this call began. */
  readonly seconds: number
  /** Over the last few seconds. */
  readonly pagesPerSecond: number
  /** Requests a second that the slowest site may be asked; `undefined` for no limit. */
  readonly perSecond: number | undefined
  /** Seconds until the queue as it is now is empty; `undefined` while nothing moves. */
  readonly eta: number | undefined
  /** Sites that are asked less than they might be, and why: a phrase for each. */
  readonly troubles: readonly string[]
  /** Why no page is begun for now; none while they are. */
  readonly holds: readonly Hold[]
}

const INTERVAL = 500
/** How many samples the speed is taken over: about five seconds. */
const WINDOW = 10

/** Tells a listener twice a second how the run stands, until it is disposed. */
export function watchProgress(
  { run, limiter, gate }: Crawling,
  doneBefore: number,
  listener: ((progress: Progress) => void) | undefined,
): Disposable {
  if (!listener) return { [Symbol.dispose]() {} }
  const started = performance.now()
  const samples = [{ at: started, done: doneBefore }]
  const tell = async () => {
    const counts = await run.counts()
    const at = performance.now()
    const first = (samples.length < WINDOW ? samples[0] : samples.shift()) ?? { at: started, done: 0 }
    samples.push({ at, done: counts.done })
    const pagesPerSecond = ((counts.done - first.done) * 1_000) / (at - first.at)
    const eta = pagesPerSecond > 0 ? counts.waiting / pagesPerSecond : undefined
    listener({
      ...counts,
      crawler: run.crawler,
      run: run.id,
      seconds: (at - started) / 1_000,
      pagesPerSecond,
      perSecond: slowestOf(limiter),
      eta,
      troubles: troublesOf(limiter),
      holds: gate.holds,
    })
  }
  // A run that is closing needs no last word: the report is.
  const timer = setInterval(() => void tell().catch(() => undefined), INTERVAL)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
