import { setTimeout as sleep } from 'node:timers/promises'

import type { QueuedRequest } from '../frontier/store.ts'
import { asError } from '../thrown.ts'
import { OpenVisits } from './control/open-visits.ts'
import type { Crawling } from './crawling/crawling.ts'
import { rateOf } from './politeness/rate.ts'
import { visit } from './visit.ts'

/** Longest sleep before a queue is asked again, in milliseconds: a clock that steps back must not stall a lane. */
const LONGEST_SLEEP = 1_000
/** Shortest sleep, in milliseconds: what is due and was not claimed waits for its account to sign in. */
const SHORTEST_SLEEP = 20

/** Works through a run, one lane a site, so that a slow site holds up no other. */
export class Lanes {
  readonly #crawling: Crawling
  readonly #running = new Map<string, Promise<void>>()
  /** Sites whose queue grew since their lane last looked. */
  readonly #grown = new Set<string>()
  /** Pages that may still be begun, beside those that a lane is asking for. */
  #left: number
  /** As many pages may be visited. */
  readonly #limit: number
  #visited = 0
  /** What ends the run. */
  #fault: Error | undefined

  constructor(crawling: Crawling, limit: number) {
    this.#crawling = crawling
    this.#left = this.#limit = limit
  }

  /**
   * Resolves when nothing waits any more, or when the run was asked to stop and what was in flight has ended.
   *
   * @throws what `visit` throws, after what was in flight has ended.
   */
  async work(): Promise<void> {
    const { run, sessions } = this.#crawling
    for (const site of await run.sites(sessions.lockedOut)) this.#open(site)
    while (this.#running.size > 0) await Promise.race(this.#running.values())
    if (this.#fault) throw this.#fault
  }

  #open(site: string): void {
    this.#grown.add(site)
    if (this.#running.has(site)) return
    const lane = this.#drive(site)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#close(site))
    this.#running.set(site, lane)
  }

  #close(site: string): void {
    this.#running.delete(site)
    // A page of another lane may have led here after this one had looked for the last time.
    if (this.#grown.has(site) && !this.#isOver(site)) this.#open(site)
  }

  async #drive(site: string): Promise<void> {
    const { concurrency } = rateOf(this.#crawling.plan.crawler, site)
    const visits = new OpenVisits(concurrency)
    while (!this.#isOver(site)) {
      this.#grown.delete(site)
      const requests = await this.#claim(site, visits.room)
      for (const request of requests) visits.add((fetched) => this.#begin(request, fetched))
      // A claim costs more than a request: so several at once.
      if (requests.length > 0) while (visits.room <= concurrency / 2) await visits.next
      else if (visits.areOpen) await visits.next
      else if (!(await this.#moreToCome(site))) break
    }
    while (visits.areOpen) await visits.next
  }

  /** Whether nothing of a site is to be begun any more. */
  #isOver(site: string): boolean {
    const { stop, budget, limiter } = this.#crawling
    return stop.reason !== undefined || budget.isFull(site) || limiter.hasGivenUp(site)
  }

  /** Claims requests, as far as the limit of the run reaches: what one lane asks for, no other may. */
  async #claim(site: string, room: number): Promise<QueuedRequest[]> {
    const { sessions, budget, stop } = this.#crawling
    const asked = Math.min(room, this.#left)
    this.#left -= asked
    const requests = await budget.claim(site, asked, sessions.resting)
    this.#left += asked - requests.length
    if (this.#visited === this.#limit) stop.closeQueue('limit')
    return requests
  }

  async #begin(request: QueuedRequest, fetched: () => void): Promise<void> {
    const { stop, gate, budget } = this.#crawling
    try {
      await gate.pass(request.site, stop.asked).catch(() => undefined)
      const sites = await this.#visit(request, fetched)
      if (sites) this.#visited++
      else this.#left++
      for (const site of sites ?? []) this.#open(site)
    } catch (error) {
      this.#fail(error)
    } finally {
      budget.visitOver(request)
    }
  }

  /** Visits a page; `undefined` where it was given back. */
  async #visit(request: QueuedRequest, fetched: () => void): Promise<ReadonlySet<string> | undefined> {
    const { run, sessions, stop } = this.#crawling
    if (!stop.asked.aborted && !sessions.resting.has(request.account))
      return visit(this.#crawling, request, fetched)
    run.release(request)
    return undefined
  }

  /** Sleeps until a request of the site is due; false when none will be. */
  async #moreToCome(site: string): Promise<boolean> {
    const { run, sessions, stop, budget } = this.#crawling
    const due = await run.nextDue(site, sessions.lockedOut)
    if (!due) return this.#grown.has(site)
    if (await budget.hasToWait()) return true
    const wait = Math.min(Math.max(due.getTime() - Date.now(), SHORTEST_SLEEP), LONGEST_SLEEP)
    await sleep(wait, undefined, { signal: stop.asked }).catch(() => undefined)
    return true
  }

  #fail(error: unknown): void {
    this.#fault ??= asError(error)
    this.#crawling.stop.ask('failed')
  }
}
