import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import { DefinitionError, RouteError } from '../../errors.ts'
import type { FollowedLink } from '../../extract/follow/judge-link.ts'
import type { Plan } from '../../extract/plan.ts'
import { definedAt } from '../../extract/route/location.ts'
import { timeLimit } from '../../extract/route/time-limit.ts'
import { partsOfResponse } from '../../http/response-parts.ts'
import { errorOfParts } from './error-parts.ts'
import type { PageRead, PageToRead } from './extractor.ts'
import { likenessOf } from './likeness.ts'
import type { AnswerMessage, PageMessage, PageParts, WorkerReady, WorkerStart } from './messages.ts'

/** How much longer than a route may take its worker is given, for all that is not the route, in milliseconds. */
const GRACE = 500

/** How much of what a page leaves behind may pile up in a worker, in MB: more takes memory, and saves no time. */
const LIMITS = { maxYoungGenerationSizeMb: 48 }

/** A page that a worker has, and who waits for it. */
export interface Job {
  readonly page: PageToRead
  readonly resolve: (read: PageRead) => void
  readonly reject: (error: unknown) => void
}

/** One thread that reads pages, one after the other. */
export class ExtractionWorker {
  readonly #plan: Plan
  readonly #thread: Worker
  /** The first is being read, the others are there already. */
  readonly #jobs: Job[] = []
  readonly #onAnswer: () => void
  #timer: NodeJS.Timeout | undefined
  #code = 'ROUTE_ENDED'
  #problem = 'has ended its thread, as process.exit does'

  private constructor(plan: Plan, thread: Worker, onAnswer: () => void) {
    this.#plan = plan
    this.#thread = thread
    this.#onAnswer = onAnswer
    thread.on('message', (answer: AnswerMessage) => this.#settle(answer))
    thread.on('error', (error) => (this.#problem = `has ended its thread: ${String(error)}`))
  }

  /**
   * Starts a thread and loads the crawler's module in it.
   *
   * @throws {DefinitionError} when the crawler is not found there.
   */
  static async start(plan: Plan, module: string, onAnswer: () => void): Promise<ExtractionWorker> {
    const { crawler } = plan
    const start: WorkerStart = { module, name: crawler.name, likeness: likenessOf(crawler) }
    const script = new URL(
      `./extraction-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
      import.meta.url,
    )
    const thread = new Worker(script, { workerData: start, resourceLimits: LIMITS })
    const { problem } = await readyOf(thread)
    if (problem === undefined) return new ExtractionWorker(plan, thread, onAnswer)
    await thread.terminate()
    throw new DefinitionError(`workers cannot read the pages of ${crawler.name}: ${problem}`)
  }

  /** How many pages it has. */
  get load(): number {
    return this.#jobs.length
  }

  /** Resolves when the thread has ended, whatever ended it, with the pages that it has left unread. */
  async ended(): Promise<readonly Job[]> {
    // An error comes before, and is no reason to stop waiting.
    await new Promise((resolve) => this.#thread.once('exit', resolve))
    clearTimeout(this.#timer)
    const job = this.#jobs.shift()
    if (job) job.reject(this.#faultOf(job.page))
    return this.#jobs
  }

  read(job: Job): void {
    const { route, response, data, account } = job.page
    const { body, ...parts } = partsOfResponse(response)
    const page = JSON.stringify({ route, data, account, response: parts } satisfies PageParts)
    if (this.#jobs.push(job) === 1) this.#watch()
    this.#thread.postMessage({ page, body } satisfies PageMessage, [body.buffer])
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
  }

  #settle(answer: AnswerMessage): void {
    const job = this.#jobs.shift()
    clearTimeout(this.#timer)
    if (this.#jobs.length > 0) this.#watch()
    if ('error' in answer) job?.reject(errorOfParts(answer.error))
    else
      job?.resolve({
        records: answer.records.map(([key, json]) => ({ key, json })),
        links: JSON.parse(answer.links) as FollowedLink[],
        leads: answer.leads,
        files: answer.files,
      })
    this.#onAnswer()
  }

  #faultOf({ route, response }: PageToRead): RouteError {
    const target = this.#plan.crawler.routes[route]
    const place = { url: response.url, route, location: target && definedAt(target) }
    return new RouteError(this.#code, place, this.#problem)
  }

  /** Ends the thread when the page that it begins now is not read in time: nothing else would end an endless loop. */
  #watch(): void {
    const { routeTimeout = 30_000 } = this.#plan.crawler
    this.#timer = setTimeout(
      () => {
        this.#code = 'ROUTE_TIMEOUT'
        this.#problem = `did not return within ${routeTimeout / 1_000} s`
        void this.#thread.terminate()
      },
      timeLimit(routeTimeout + GRACE),
    )
  }
}

async function readyOf(thread: Worker): Promise<WorkerReady> {
  const ended = once(thread, 'exit').then((): WorkerReady => ({ problem: 'its module ends the process' }))
  const told = once(thread, 'message').then(([ready]) => ready as WorkerReady)
  return Promise.race([told, ended]).catch((error: unknown) => ({ problem: String(error) }))
}
