import { setTimeout as sleep } from 'node:timers/promises'

import Bottleneck from 'bottleneck'

import { unlessAborted } from './unless-aborted.ts'

/** How fast a site is asked. */
export interface SiteRate {
  /** Requests a second; `undefined` for no limit. */
  readonly perSecond: number | undefined
}

/** How much longer than its interval a turn takes: 20 ms a second, by which requests may overtake each other on the way. */
const MARGIN = 1.02
/** The longest that a timer of Node can wait, in milliseconds. */
const LONGEST_SLEEP = 2 ** 31 - 1

/** Gives each site its turns: at its rate, and none while it asked to be left alone. */
export class Limiter {
  readonly #rateOf: (site: string) => SiteRate
  readonly #sites = new Map<string, SiteTurns>()

  constructor(rateOf: (site: string) => SiteRate) {
    this.#rateOf = rateOf
  }

  /** Waits for the site's turn; rejects with the signal's reason when it is aborted first. */
  async turn(site: string, signal: AbortSignal): Promise<void> {
    const turns = this.#turnsOf(site)
    do {
      await quiet(turns, signal)
      // Bottleneck costs 0.3 ms and 2 ms of latency a turn: it stands only where there is a rate to keep.
      if (turns.bottleneck) await unlessAborted(turns.bottleneck.schedule(noWork), signal)
      // While this one stood in line, another may have been told to leave the site alone.
    } while (turns.quietUntil > performance.now())
  }

  /** Leaves the site alone until then, as its Retry-After asks. */
  pause(site: string, until: Date): void {
    const turns = this.#turnsOf(site)
    // By a clock that nobody sets.
    turns.quietUntil = Math.max(turns.quietUntil, performance.now() + until.getTime() - Date.now())
  }

  /** Keeps at least these seconds between two turns, as its Crawl-delay asks; never makes it faster. */
  slowDown(site: string, seconds: number): void {
    const turns = this.#turnsOf(site)
    if (seconds * 1_000 <= turns.interval) return
    turns.interval = seconds * 1_000
    turns.bottleneck ??= new Bottleneck()
    turns.bottleneck.updateSettings({ minTime: turns.interval * MARGIN })
  }

  /** Requests a second that the slowest site is asked now; `undefined` for no limit. */
  slowest(): number | undefined {
    const interval = Math.max(0, ...[...this.#sites.values()].map((turns) => turns.interval))
    return interval > 0 ? 1_000 / interval : undefined
  }

  /** Ends all waiting; turns that nobody waits for any more would keep the process alive. */
  async close(): Promise<void> {
    for (const { bottleneck } of this.#sites.values()) await bottleneck?.stop({ dropWaitingJobs: true })
  }

  #turnsOf(site: string): SiteTurns {
    const known = this.#sites.get(site)
    if (known) return known
    const { perSecond } = this.#rateOf(site)
    const interval = perSecond ? 1_000 / perSecond : 0
    const bottleneck = interval > 0 ? new Bottleneck({ minTime: interval * MARGIN }) : undefined
    const turns = { interval, bottleneck, quietUntil: 0 }
    this.#sites.set(site, turns)
    return turns
  }
}

interface SiteTurns {
  /** Milliseconds between two turns; 0 for none. */
  interval: number
  bottleneck: Bottleneck | undefined
  /** Milliseconds of `performance.now()`. */
  quietUntil: number
}

async function noWork(): Promise<void> {}

async function quiet(turns: SiteTurns, signal: AbortSignal): Promise<void> {
  const wait = turns.quietUntil - performance.now()
  if (wait > 0) await sleep(Math.min(wait, LONGEST_SLEEP), undefined, { signal }).catch(() => undefined)
  // Not the AbortError of the sleep: who stops a run says why.
  signal.throwIfAborted()
}
