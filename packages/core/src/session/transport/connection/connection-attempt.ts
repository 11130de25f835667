import type { Socket } from 'node:net'

import { LONGEST_TIMER } from '../../longest-timer.ts'
import { tooLate } from '../failure.ts'
import type { StopSignal } from '../stop-signal.ts'

/** One try at a connection: what its steps have opened is closed when it takes too long or is called off. */
export class ConnectionAttempt implements Disposable {
  readonly #signals: readonly StopSignal[]
  readonly #timer: NodeJS.Timeout | undefined
  readonly #ended = Promise.withResolvers<never>()
  #socket: Socket | undefined
  #reason: unknown

  /** `limit` in milliseconds. */
  constructor(limit: number, signals: readonly StopSignal[]) {
    this.#ended.promise.catch(() => {})
    this.#signals = signals
    for (const signal of signals) signal.addEventListener('abort', this.#abort)
    this.#abort()
    if (limit > 0 && limit <= LONGEST_TIMER) {
      this.#timer = setTimeout(() => this.#end(tooLate('CONNECT_TIMEOUT', 'no connection', limit)), limit)
    }
  }

  /** Why the attempt was ended from outside; `undefined` while it runs. */
  get reason(): unknown {
    return this.#reason
  }

  /** Takes charge of the socket that the next step works on. */
  holds<S extends Socket>(socket: S): S {
    this.#socket = socket
    // Between two steps, and until its user has taken it over, nobody else listens.
    socket.on('error', ignore)
    if (this.#reason !== undefined) socket.destroy()
    return socket
  }

  /** Waits for a step, no longer than the attempt lasts. */
  async step<T>(work: T | Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended.promise])
  }

  /** Closes what is open, after a step that failed. */
  giveUp(): void {
    this.#socket?.destroy()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => {
    const stopped = this.#signals.find(({ aborted }) => aborted)
    if (stopped) this.#end(stopped.reason)
  }

  #end(reason: unknown): void {
    this.#reason = reason
    this.#ended.reject(reason)
    this.#socket?.destroy()
  }
}

function ignore(): void {}
