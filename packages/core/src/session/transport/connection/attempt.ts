import type { Socket } from 'node:net'

import { tooLate } from '../failure.ts'

const LONGEST_TIMER = 2 ** 31 - 1

/** One try at a connection: what its steps have opened is closed when it takes too long or is called off. */
export class Attempt implements Disposable {
  readonly #signal: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout | undefined
  readonly #ended = Promise.withResolvers<never>()
  #socket: Socket | undefined
  #reason: unknown

  /** `limit` in milliseconds. */
  constructor(limit: number, signal: AbortSignal | undefined) {
    this.#ended.promise.catch(() => {})
    this.#signal = signal
    signal?.addEventListener('abort', this.#abort)
    if (signal?.aborted) this.#abort()
    if (limit > 0 && limit < LONGEST_TIMER) {
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
    this.#signal?.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => this.#end(this.#signal?.reason)

  #end(reason: unknown): void {
    this.#reason = reason
    this.#ended.reject(reason)
    this.#socket?.destroy()
  }
}

function ignore(): void {}
