import PQueue from 'p-queue'

/**
 * The visits of a site that are open at once: a fixed number may fetch, and as many more wait for that, or have fetched
 * and are read on another core. So the site is asked without a pause, and no faster than its pages are kept.
 */
export class OpenVisits {
  readonly #fetching: PQueue
  readonly #most: number
  #open = 0
  #next = Promise.withResolvers<void>()

  /** @param concurrency - how many fetch at once. */
  constructor(concurrency: number) {
    this.#fetching = new PQueue({ concurrency })
    this.#most = 2 * concurrency
  }

  /** How many more there may be. */
  get room(): number {
    return this.#most - this.#open
  }

  /** Whether one is under way, or waits to be. */
  get areOpen(): boolean {
    return this.#open > 0
  }

  /** Resolves when the next one is over. */
  get next(): Promise<void> {
    return this.#next.promise
  }

  /** Begins a visit as soon as it may fetch; it may say that it has before it is over. */
  add(visit: (fetched: () => void) => Promise<void>): void {
    this.#open++
    void this.#fetching.add(
      () => new Promise<void>((resolve) => void visit(resolve).finally(() => this.#end(resolve))),
    )
  }

  #end(fetched: () => void): void {
    fetched()
    this.#open--
    this.#next.resolve()
    this.#next = Promise.withResolvers()
  }
}
