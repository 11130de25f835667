import type { Plan } from '../../extract/plan.ts'
import { ExtractionWorker, type Job } from './extraction-worker.ts'
import type { Extractor, PageRead, PageToRead } from './extractor.ts'

/** Pages that a worker has at once: one to read, the others so that it need not wait for the main thread. */
const AHEAD = 6

/** Runs routes in worker threads. One that is ended by a page is replaced. */
export class WorkerPool implements Extractor {
  readonly isElsewhere = true
  readonly #plan: Plan
  readonly #module: string
  readonly #workers = new Set<ExtractionWorker>()
  readonly #waiting: Job[] = []
  #closed = false

  private constructor(plan: Plan, module: string) {
    this.#plan = plan
    this.#module = module
  }

  /**
   * Starts so many workers.
   *
   * @throws {DefinitionError} when they do not find the crawler in its module.
   */
  static async open(plan: Plan, module: string, count: number): Promise<WorkerPool> {
    const pool = new WorkerPool(plan, module)
    try {
      await Promise.all(Array.from({ length: count }, () => pool.#start()))
    } catch (error) {
      await pool[Symbol.asyncDispose]()
      throw error
    }
    return pool
  }

  extract(page: PageToRead): Promise<PageRead> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ page, resolve, reject })
      this.#hand()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await Promise.all(Array.from(this.#workers, (worker) => worker.close()))
  }

  /** Hands pages that wait to the workers with the fewest. */
  #hand(): void {
    while (this.#waiting.length > 0) {
      const [idlest] = [...this.#workers].toSorted((one, other) => one.load - other.load)
      if (!idlest || idlest.load >= AHEAD) return
      const job = this.#waiting.shift()
      if (job) idlest.read(job)
    }
  }

  async #start(): Promise<void> {
    const worker = await ExtractionWorker.start(this.#plan, this.#module, () => this.#hand())
    // Nobody waits for one that was still loading when the crawl ended.
    if (this.#closed) return worker.close()
    this.#workers.add(worker)
    void this.#replace(worker)
    this.#hand()
  }

  /** Starts another worker when one has ended; what it has not read is read by others. */
  async #replace(worker: ExtractionWorker): Promise<void> {
    const left = await worker.ended()
    this.#workers.delete(worker)
    this.#waiting.unshift(...left)
    if (this.#closed) return
    await this.#start().catch((error: unknown) => this.#fail(error))
  }

  /** Without workers nobody would read what waits. */
  #fail(error: unknown): void {
    if (this.#workers.size > 0) return
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
