import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import PQueue from 'p-queue'

import type { QueuedRequest } from '../frontier/store.ts'
import type { Crawling } from './crawling.ts'
import { visit } from './visit.ts'

/** Longest sleep before a queue is asked again, in milliseconds: a clock that steps back must not stall a lane. */
const LONGEST_SLEEP = 1_000

/** Works through a run, one lane a site, so that a slow site holds up no other. */
export class Lanes {
  readonly #crawling: Crawling
  readonly #concurrency: (site: string) => number
  readonly #running = new Map<string, Promise<void>>()
  /** Sites whose queue grew since their lane last looked. */
  readonly #grown = new Set<string>()
  /** Pages that may still be begun. */
  #left: number
  /** What ends the run. */
  #fault: Error | undefined

  constructor(crawling: Crawling, concurrency: (site: string) => number, limit: number) {
    this.#crawling = crawling
    this.#concurrency = concurrency
    this.#left = limit
  }

  /**
   * Resolves when nothing waits any more, or when the run was asked to stop and what was in flight has ended.
   *
   * @throws what `visit` throws, after what was in flight has ended.
   */
  async work(): Promise<void> {
    for (const site of await this.#crawling.run.sites()) this.#open(site)
    while (this.#running.size > 0) await Promise.race(this.#running.values())
    if (this.#fault) throw this.#fault
  }

  #open(site: string): void {
    this.#grown.add(site)
    if (this.#running.has(site)) return
    const lane = this.#drive(site)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#running.delete(site))
    this.#running.set(site, lane)
  }

  async #drive(site: string): Promise<void> {
    const { run, stop } = this.#crawling
    const concurrency = this.#concurrency(site)
    const queue = new PQueue({ concurrency })
    while (!stop.reason) {
      this.#grown.delete(site)
      const room = 2 * concurrency - queue.size - queue.pending
      const requests = await run.claim(site, Math.min(room, this.#left))
      for (const request of requests) void queue.add(() => this.#begin(request))
      this.#left -= requests.length
      if (this.#left === 0) stop.closeQueue('limit')
      if (requests.length > 0) await queue.onSizeLessThan(concurrency)
      else if (queue.pending > 0) await once(queue, 'next')
      else if (!(await this.#moreToCome(site))) break
    }
    await queue.onIdle()
  }

  async #begin(request: QueuedRequest): Promise<void> {
    const { run, stop } = this.#crawling
    if (stop.asked.aborted) {
      run.release(request)
      return
    }
    try {
      for (const site of await visit(this.#crawling, request)) this.#open(site)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Sleeps until a request of the site is due; false when none will be. */
  async #moreToCome(site: string): Promise<boolean> {
    const { run, stop } = this.#crawling
    const due = await run.nextDue(site)
    if (!due) return this.#grown.has(site)
    const wait = Math.min(Math.max(due.getTime() - Date.now(), 0), LONGEST_SLEEP)
    await sleep(wait, undefined, { signal: stop.asked }).catch(() => undefined)
    return true
  }

  #fail(error: unknown): void {
    this.#fault ??= error instanceof Error ? error : new Error(String(error))
    this.#crawling.stop.ask('failed')
  }
}
