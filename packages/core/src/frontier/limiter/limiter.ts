import type { Request } from '../../http/request.ts'
import type { Turn, Turns } from '../../session/turns.ts'
import { gentlest, type SiteRate } from './site-rate.ts'
import { SiteTurns, type Guest } from './site-turns.ts'
import type { Trouble } from './verdict.ts'

/** The sites that this process asks, or that want to be left alone by it. */
const sites = new Map<string, SiteTurns>()

/** What a crawl says about the sites that it asks. */
export interface LimiterOptions {
  readonly rateOf: (site: string) => SiteRate
  readonly siteOf: (url: URL) => string
  /** Aborted when nothing is to be begun any more. */
  readonly signal: AbortSignal
  /** Told when a request says that its site is not well, or wants to be left alone. */
  readonly onTrouble?: (site: string, trouble: Trouble) => void
}

/**
 * Gives each request of a crawl its turn at its site: at the site's rate, and none while it is to be left alone.
 *
 * Crawls that ask one site share its turns: in one process wholly; in several of one machine where the site has a rate.
 */
export class Limiter implements Turns, Disposable {
  readonly #options: LimiterOptions
  readonly #visits = new Map<string, Visit>()

  constructor(options: LimiterOptions) {
    this.#options = options
  }

  take(request: Request, isFirst: boolean, signal: AbortSignal): Turn | Promise<Turn> {
    const visit = this.#visit(this.#options.siteOf(request.url))
    if (isFirst) visit.signal.throwIfAborted()
    return (
      visit.turns.takeNow(request, visit.guest) ??
      visit.turns.take(
        request,
        visit.guest,
        isFirst ? visit.signal : AbortSignal.any([signal, visit.end.signal]),
      )
    )
  }

  /**
   * Keeps at least these seconds between two requests, as its Crawl-delay asks; never makes it faster.
   *
   * @returns whether that is slower than before.
   */
  slowDown(site: string, seconds: number): boolean {
    const { guest, turns } = this.#visit(site)
    if (seconds * 1_000 <= guest.rate.interval) return false
    guest.rate = gentlest([guest.rate, { interval: seconds * 1_000, concurrency: Infinity, burst: 1 }])
    turns.settle()
    return true
  }

  /** Asks a site no more; who waits for it is told the reason. */
  giveUp(site: string, reason: Error): void {
    this.#visit(site).end.abort(reason)
  }

  hasGivenUp(site: string): boolean {
    return this.#visits.get(site)?.end.signal.aborted ?? false
  }

  /** Aborted when nothing of a site is to be begun any more. */
  signalOf(site: string): AbortSignal {
    return this.#visit(site).signal
  }

  /** The turns of a site. */
  of(site: string): SiteTurns {
    return this.#visit(site).turns
  }

  /** The turns of every site that was asked. */
  *all(): Generator<SiteTurns> {
    for (const { turns } of this.#visits.values()) yield turns
  }

  /** Leaves all sites; nobody waits for a turn any more, nor for a site that is down. */
  [Symbol.dispose](): void {
    for (const { turns, guest, end } of this.#visits.values()) {
      end.abort(new Error('the crawl is over'))
      turns.leave(guest)
    }
    for (const [name, turns] of sites) if (turns.isIdle) sites.delete(name)
  }

  #visit(site: string): Visit {
    const known = this.#visits.get(site)
    if (known) return known
    const { rateOf, signal, onTrouble } = this.#options
    const guest: Guest = {
      rate: rateOf(site),
      told: (verdict) => {
        if (verdict.kind === 'failing' || verdict.kind === 'put off') onTrouble?.(site, verdict)
      },
    }
    let turns = sites.get(site)
    if (!turns) sites.set(site, (turns = new SiteTurns(site)))
    turns.join(guest)
    const end = new AbortController()
    const visit = { turns, guest, end, signal: AbortSignal.any([signal, end.signal]) }
    this.#visits.set(site, visit)
    return visit
  }
}

/** A site as one crawl asks it. */
interface Visit {
  readonly turns: SiteTurns
  readonly guest: Guest
  /** Aborted when the site is given up. */
  readonly end: AbortController
  /** Aborted when nothing of the site is to be begun any more. */
  readonly signal: AbortSignal
}
