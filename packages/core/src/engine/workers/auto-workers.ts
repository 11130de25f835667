import { availableParallelism, cpus } from 'node:os'

import type { Plan } from '../../extract/plan.ts'
import type { Extractor, PageRead, PageToRead } from './extractor.ts'
import { MainThread } from './main-thread.ts'
import { WorkerPool } from './worker-pool.ts'

/** Pages that are looked at together. */
const SAMPLE = 200
/** How long a crawl has to run before a worker can bring in what its start costs, in milliseconds. */
const SOONEST = 2_000
/** The share of the time that routes must take on the main thread. */
const BUSY = 0.4
/** Milliseconds that a page must take, several times what the way to a worker and back costs. */
const WORTH = 0.4
/** How much of a core must have nothing to do: what others need is nothing to be had. */
const SPARE = 0.5
/** More workers than this the main thread cannot keep busy. */
const MOST = 4

/** What was spent so far, in milliseconds. */
interface Spent {
  /** By the clock. */
  readonly time: number
  /** By routes on the main thread. */
  readonly routes: number
  /** By all cores together on nothing. */
  readonly idle: number
}

/** Reads pages on the main thread first, and in workers once routes take most of its time and there are cores to spare. */
export class AutoWorkers implements Extractor {
  readonly #plan: Plan
  readonly #module: string
  readonly #mainThread: MainThread
  readonly #idle: () => number
  readonly #started = performance.now()
  #chosen: Extractor
  #pages = 0
  #last: Spent
  #opening: Promise<void> | undefined

  /** @param idle Milliseconds that the machine's cores have had nothing to do so far, all together. */
  constructor(plan: Plan, module: string, idle = idleTime) {
    this.#plan = plan
    this.#module = module
    this.#idle = idle
    this.#chosen = this.#mainThread = new MainThread(plan)
    this.#last = this.#spent()
  }

  get isElsewhere(): boolean {
    return this.#chosen.isElsewhere
  }

  extract(page: PageToRead): Promise<PageRead> {
    if (!this.#opening && ++this.#pages % SAMPLE === 0 && this.#pays()) this.#opening = this.#open()
    return this.#chosen.extract(page)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opening
    await this.#chosen[Symbol.asyncDispose]()
  }

  /** Whether it would, by what the last pages took. */
  #pays(): boolean {
    const before = this.#last
    const now = (this.#last = this.#spent())
    const time = now.time - before.time
    const routes = now.routes - before.routes
    if (now.time - this.#started < SOONEST) return false
    return routes > BUSY * time && routes > WORTH * SAMPLE && now.idle - before.idle > SPARE * time
  }

  #spent(): Spent {
    return { time: performance.now(), routes: this.#mainThread.milliseconds, idle: this.#idle() }
  }

  /** Stays on the main thread where workers cannot be had. */
  async #open(): Promise<void> {
    const cores = availableParallelism()
    if (cores < 2) return
    const pool = await WorkerPool.open(this.#plan, this.#module, Math.min(cores, MOST)).catch(() => undefined)
    if (pool) this.#chosen = pool
  }
}

function idleTime(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0)
}
