import { RequestError, TimeoutError } from '../../errors.ts'
import type { Gate } from './gate.ts'
import { obstacleOf, type Obstacle } from './obstacle.ts'
import type { Stop } from './stop.ts'

/** Milliseconds until it is looked whether anything can be reached again; doubled each time, up to the longest. */
const FIRST_PROBE = 1_000
const LONGEST_PROBE = 10_000

/** What an outage is judged by. */
export interface ReachOptions {
  /** How long nothing may be reached before the run ends, in milliseconds. */
  readonly patience: number
  /** The site that a URL is counted to. */
  readonly siteOf: (url: URL) => string
}

/**
 * Tells a network that is gone from a site that is down. While nothing at all can be reached the run is held, and no
 * page spends a try.
 *
 * A site that answered before and cannot be reached now may be down, or the network may be gone: the run is held, and
 * one page of each site tried from time to time. The first answer lets all go on; what cannot be reached even then is
 * down by itself.
 */
export class Reach {
  readonly #gate: Gate
  readonly #stop: Stop
  readonly #options: ReachOptions
  readonly #answered = new Set<string>()
  /** Sites that cannot be reached, while no other has answered since. */
  readonly #unreached = new Set<string>()
  /** Sites that are down by themselves, and since when that is known. */
  readonly #down = new Map<string, number>()
  #outage: { readonly since: number; readonly timer: NodeJS.Timeout; readonly problem: string } | undefined

  constructor(gate: Gate, stop: Stop, options: ReachOptions) {
    this.#gate = gate
    this.#stop = stop
    this.#options = options
  }

  /** A site has answered, whatever it said. */
  answered(site: string): void {
    this.#answered.add(site)
    this.#unreached.delete(site)
    this.#down.delete(site)
    for (const other of this.#unreached) this.#down.set(other, performance.now())
    this.#unreached.clear()
    this.close()
    this.#gate.release('offline')
  }

  /**
   * Whether a failure says nothing of its page, since nothing can be reached: the page waits, and spends no try.
   *
   * @param began - when its request began, as `performance.now()`.
   */
  isOutage(error: unknown, began: number): boolean {
    if (!(error instanceof RequestError)) return false
    const site = this.#options.siteOf(new URL(error.url))
    const obstacle = obstacleOf(error)
    if (obstacle !== undefined) return this.#judge(site, obstacle, error, began)
    // Who only waited does not know; what answered is there, whatever it said.
    if (error instanceof TimeoutError) return this.#outage !== undefined
    this.answered(site)
    return false
  }

  /** Looks no more whether anything can be reached. */
  close(): void {
    clearTimeout(this.#outage?.timer)
    this.#outage = undefined
  }

  #judge(site: string, obstacle: Obstacle, { message }: RequestError, began: number): boolean {
    if (obstacle !== 'machine') {
      const downSince = this.#down.get(site)
      if (downSince !== undefined) return began < downSince
      if (!this.#mayBeThere(site, obstacle)) return false
      this.#unreached.add(site)
    }
    this.#outage ??= this.#lookLater(performance.now(), FIRST_PROBE, message)
    this.#gate.hold('offline', message)
    return true
  }

  /** A site that never answered is no sign of an outage: its name may be wrong. */
  #mayBeThere(site: string, obstacle: Obstacle): boolean {
    if (this.#answered.has(site) || this.#outage) return true
    return obstacle === 'network' && this.#answered.size === 0
  }

  #lookLater(since: number, wait: number, problem: string) {
    const look = () => {
      if (performance.now() - since >= this.#options.patience) return this.#giveUp(since, problem)
      this.#outage = this.#lookLater(since, Math.min(2 * wait, LONGEST_PROBE), problem)
      this.#gate.probe('offline')
    }
    return { since, problem, timer: setTimeout(look, wait) }
  }

  #giveUp(since: number, problem: string): void {
    const minutes = Math.round((performance.now() - since) / 60_000)
    this.#stop.ask('stopped', `nothing could be reached for ${minutes} minutes, at first: ${problem}`)
  }
}
