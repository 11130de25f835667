import type { Run } from '../../frontier/store.ts'
import { unlessAborted } from '../../frontier/unless-aborted.ts'
import { events, type HoldEvent } from '../events.ts'

/** Why a run begins no page for now: somebody has paused it, or nothing can be reached. */
export type Hold = 'paused' | 'offline'

/** Lets pages begin, or holds them back for as long as there is a reason to; what is in flight is not its concern. */
export class Gate {
  readonly #run: Pick<Run, 'crawler' | 'id'>
  readonly #holds = new Set<Hold>()
  readonly #waiting = new Set<Waiter>()

  constructor(run: Pick<Run, 'crawler' | 'id'>) {
    this.#run = run
  }

  /** Why no page begins; none while they do. */
  get holds(): readonly Hold[] {
    return [...this.#holds]
  }

  /** @param problem - what is in the way, where something is. */
  hold(reason: Hold, problem?: string): void {
    if (this.#holds.has(reason)) return
    this.#holds.add(reason)
    events.hold.publish(this.#event(reason, problem))
  }

  release(reason: Hold): void {
    if (!this.#holds.delete(reason)) return
    events.release.publish(this.#event(reason))
    if (this.#holds.size === 0) for (const { letGo } of this.#waiting) letGo()
  }

  /** Lets one page of each site begin although there is a hold, if it is the only one: to see whether it still stands. */
  probe(reason: Hold): void {
    if (!this.#holds.has(reason) || this.#holds.size > 1) return
    const sites = new Set<string>()
    for (const { site, letGo } of this.#waiting) {
      if (sites.has(site)) continue
      sites.add(site)
      letGo()
    }
  }

  /** Waits until a page of the site may begin; rejects with the signal's reason when it is aborted first. */
  async pass(site: string, signal: AbortSignal): Promise<void> {
    if (this.#holds.size === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiter = { site, letGo: resolve }
    this.#waiting.add(waiter)
    try {
      await unlessAborted(promise, signal)
    } finally {
      this.#waiting.delete(waiter)
    }
  }

  #event(reason: Hold, problem?: string): HoldEvent {
    return { crawler: this.#run.crawler, run: this.#run.id, reason, problem }
  }
}

interface Waiter {
  readonly site: string
  readonly letGo: () => void
}
