import { CrawlError } from '../../errors.ts'
import type { Deadline } from './deadline.ts'

/** The calls of a session that are under way, and whether there may be more. */
export class Running {
  readonly #deadlines = new Set<Deadline>()
  #isClosed = false
  readonly #idle = Promise.withResolvers<void>()

  /** @throws {CrawlError} `CLOSED` once the session is closed. */
  assertOpen(): void {
    if (this.#isClosed) throw closed('the session is closed: make a new one, or close it later')
  }

  add(deadline: Deadline): void {
    this.#deadlines.add(deadline)
  }

  delete(deadline: Deadline): void {
    this.#deadlines.delete(deadline)
    if (this.#isClosed && this.#deadlines.size === 0) this.#idle.resolve()
  }

  /** Lets no more calls in, and waits for those under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#deadlines.size > 0) await this.#idle.promise
  }

  /** Lets no more calls in, and ends those under way. */
  destroy(): void {
    this.#isClosed = true
    for (const deadline of this.#deadlines)
      deadline.abort(closed('the session was destroyed under this request'))
  }
}

function closed(message: string): CrawlError {
  return new CrawlError('CLOSED', message)
}
