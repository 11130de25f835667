import { setTimeout as sleep } from 'node:timers/promises'

import type { Limiter } from '../../frontier/limiter/limiter.ts'
import type { Trouble } from '../../frontier/limiter/verdict.ts'
import { events, type SiteEvent } from '../events.ts'
import { Stopped } from '../page/broken-off.ts'

/** Milliseconds until a site that fails is asked again for the first time, and at most. */
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000
/** A site that never answered is waited for so much less: its name may be wrong. */
const STRANGER = 1 / 10

/** What a watch needs of its crawl. */
export interface SiteWatchParts {
  readonly crawler: string
  readonly limiter: Limiter
  /** How long a site may give nothing but failures, in milliseconds. */
  readonly patience: number
  /** Asks a site for something that tells whether it is well, and does not throw. */
  readonly probe: (site: string) => Promise<void>
}

/**
 * Watches the sites of a crawl. One that gives nothing but failures is asked no more but for a probe, ever more seldom, and
 * given up in the end: its pages wait for the next call, and the other sites go on.
 */
export class SiteWatch {
  readonly #parts: SiteWatchParts
  readonly #probed = new Set<string>()
  readonly #givenUp = new Map<string, string>()

  constructor(parts: SiteWatchParts) {
    this.#parts = parts
  }

  /** Why sites were given up, in a sentence each; `undefined` if none was. */
  get problem(): string | undefined {
    return this.#givenUp.size === 0 ? undefined : [...this.#givenUp.values()].join('. ')
  }

  /** A request says that its site is not well. */
  trouble(site: string, { kind, problem }: Trouble): void {
    const { limiter, patience } = this.#parts
    const { quiet, circuit, isStranger } = limiter.of(site).health
    if (kind === 'put off' && quiet > 0) this.#announce(site, 'quiet', problem)
    const longest = isStranger ? patience * STRANGER : patience
    if (circuit.failingFor > longest) this.#giveUp(site, problem)
    else if (circuit.isOpen && !this.#probed.has(site)) void this.#waitFor(site, problem)
  }

  async #waitFor(site: string, problem: string): Promise<void> {
    const { limiter, probe } = this.#parts
    const { circuit } = limiter.of(site).health
    const signal = limiter.signalOf(site)
    this.#probed.add(site)
    this.#announce(site, 'down', problem)
    for (let wait = FIRST_WAIT; circuit.isOpen; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      await sleep(wait * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined)
      if (signal.aborted) break
      if (circuit.isOpen) await probe(site)
    }
    this.#probed.delete(site)
    if (!circuit.isOpen) this.#announce(site, 'up', 'it answers again')
  }

  #giveUp(site: string, problem: string): void {
    if (this.#givenUp.has(site)) return
    const { limiter } = this.#parts
    const minutes = Math.round(limiter.of(site).health.circuit.failingFor / 60_000)
    const time = minutes === 0 ? 'less than a minute' : minutes === 1 ? 'a minute' : `${minutes} minutes`
    this.#givenUp.set(
      site,
      `${site} gave nothing but failures for ${time}, at last: ${problem}. Its pages wait, and the same command goes on`,
    )
    limiter.giveUp(site, new Stopped())
    this.#announce(site, 'given up', problem)
  }

  #announce(site: string, state: SiteEvent['state'], problem: string): void {
    if (!events.site.hasSubscribers) return
    const { crawler, limiter } = this.#parts
    const { quiet } = limiter.of(site).health
    const until = quiet > 0 ? new Date(Date.now() + quiet) : undefined
    events.site.publish({ crawler, site, state, problem, until } satisfies SiteEvent)
  }
}
