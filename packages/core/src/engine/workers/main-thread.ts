import { extractPage } from '../../extract/extract.ts'
import type { Plan } from '../../extract/plan.ts'
import { runRoute } from '../../extract/run-route.ts'
import type { Extractor, PageRead, PageToRead } from './extractor.ts'

/** Runs routes on the main thread, and knows how much of its time they take. */
export class MainThread implements Extractor {
  readonly #plan: Plan
  #milliseconds = 0

  constructor(plan: Plan) {
    this.#plan = plan
  }

  /** Time that the routes have taken so far, parsing included. */
  get milliseconds(): number {
    return this.#milliseconds
  }

  extract({ route, response, data, account }: PageToRead): Promise<PageRead> {
    return extractPage(this.#plan, route, response, data, account, (call, limit) =>
      runRoute(() => this.#timed(call), limit),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #timed(call: () => unknown): unknown {
    const started = performance.now()
    try {
      return call()
    } finally {
      this.#milliseconds += performance.now() - started
    }
  }
}
