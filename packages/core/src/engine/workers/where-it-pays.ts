import { availableParallelism } from 'node:os'

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
const WORTH = 0.5
/** More workers than this the main thread cannot keep busy. */
const MOST = 4

/** Begins on the main thread, and goes over to workers once routes take most of its time. */
export class WhereItPays implements Extractor {
  readonly #plan: Plan
  readonly #module: string
  readonly #mainThread: MainThread
  #chosen: Extractor
  #pages = 0
  #since = performance.now()
  #opening: Promise<void> | undefined

  constructor(plan: Plan, module: string) {
    this.#plan = plan
    this.#module = module
    this.#chosen = this.#mainThread = new MainThread(plan)
  }

  extract(page: PageToRead): Promise<PageRead> {
    if (++this.#pages % SAMPLE === 0 && this.#pays()) this.#opening ??= this.#open()
    return this.#chosen.extract(page)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opening
    await this.#chosen[Symbol.asyncDispose]()
  }

  #pays(): boolean {
    const elapsed = performance.now() - this.#since
    const { milliseconds } = this.#mainThread
    return elapsed > SOONEST && milliseconds / elapsed > BUSY && milliseconds / this.#pages > WORTH
  }

  /** Stays on the main thread where workers cannot be had. */
  async #open(): Promise<void> {
    const cores = availableParallelism()
    if (cores < 2) return
    const pool = await WorkerPool.open(this.#plan, this.#module, Math.min(cores, MOST)).catch(() => undefined)
    if (pool) this.#chosen = pool
  }
}
