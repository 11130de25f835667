import { extractPage } from '../../extract/extract.ts'
import type { Plan } from '../../extract/plan.ts'
import { isThenable, runRoute } from '../../extract/route/run-route.ts'
import type { Response } from '../../http/response.ts'
import type { Extractor, PageRead, PageToRead } from './extractor.ts'

/** Runs routes on the main thread, and knows how much of its time they take. */
export class MainThread implements Extractor {
  readonly isElsewhere = false
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
      runRoute(() => this.#timed(call, response), limit),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #timed(call: () => unknown, response: Response): unknown {
    const started = performance.now()
    const outcome = call()
    // Many pages may be read before anything else is done: their trees are not to be there together.
    if (!isThenable(outcome)) response.forget()
    this.#milliseconds += performance.now() - started
    return outcome
  }
}
