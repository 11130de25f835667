import { RequestError, TimeoutError } from '../../errors.ts'
import type { RequestPlace } from '../../errors.ts'
import { StopController } from '../transport/stop-signal.ts'
import type { StopSignal } from '../transport/stop-signal.ts'

/**
 * The end of one call: when its total time is up, when its signal says so, or when its session is destroyed.
 *
 * The clock stands still while it is paused, as it is between two tries.
 */
export class Deadline {
  readonly #stop = new StopController()
  readonly #place: RequestPlace
  readonly #total: number
  readonly #outer: AbortSignal | undefined
  #left: number
  #startedAt = 0
  #timer: NodeJS.Timeout | undefined

  /** @param total In milliseconds; 0 is none. */
  constructor(place: RequestPlace, total: number, outer: AbortSignal | undefined) {
    this.#place = place
    this.#total = total
    this.#left = total
    this.#outer = outer
    if (outer?.aborted) this.#abortFromOuter()
    else outer?.addEventListener('abort', this.#abortFromOuter, { once: true })
    this.resume()
  }

  get signal(): StopSignal {
    return this.#stop
  }

  /** @throws What ended the call, if it has ended. */
  check(): void {
    this.#stop.throwIfAborted()
  }

  /** Waits for work no longer than the call lasts: functions of the caller may hang, and hear no signal. */
  within<T>(work: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    if (this.#stop.aborted) reject(this.#stop.reason)
    else this.#stop.addEventListener('abort', () => reject(this.#stop.reason))
    work.then(resolve, reject)
    return promise
  }

  pause(): void {
    if (!this.#timer) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#left = Math.max(1, this.#left - (performance.now() - this.#startedAt))
  }

  resume(): void {
    if (this.#total === 0 || this.#stop.aborted) return
    this.#startedAt = performance.now()
    this.#timer = setTimeout(this.#timeUp, this.#left)
  }

  abort(reason: unknown): void {
    this.#stop.abort(reason)
  }

  /** The call is over. */
  end(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = undefined
    this.#outer?.removeEventListener('abort', this.#abortFromOuter)
  }

  readonly #timeUp = (): void => {
    const problem = `took longer than ${this.#total} ms in all: raise timeout.total, or look why it is slow`
    this.abort(new TimeoutError('TOTAL_TIMEOUT', this.#place, problem))
  }

  readonly #abortFromOuter = (): void => {
    this.abort(
      new RequestError('ABORTED', this.#place, 'was aborted by its signal', { cause: this.#outer?.reason }),
    )
  }
}
