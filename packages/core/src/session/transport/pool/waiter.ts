import { Countdown } from '../countdown.ts'
import type { Errand } from '../exchange/errand.ts'
import { closed } from '../failure.ts'
import type { PooledConnection } from './pooled-connection.ts'

/** An exchange waiting for a connection. */
export class Waiter {
  readonly errand: Errand
  /** It wants a connection of HTTP/1.1 that nobody has used, to be closed afterwards. */
  readonly fresh: boolean
  readonly #connection = Promise.withResolvers<PooledConnection>()
  readonly #countdown: Countdown
  readonly #onLeave: (waiter: Waiter) => void

  constructor(errand: Errand, fresh: boolean, onLeave: (waiter: Waiter) => void) {
    this.errand = errand
    this.fresh = fresh
    this.#onLeave = onLeave
    this.#countdown = new Countdown((failure) => this.#giveUp(failure))
    this.#countdown.start('QUEUE_TIMEOUT', 'no connection of the pool became free', errand.limits.queue)
    errand.signal?.addEventListener('abort', this.#abort)
  }

  get connection(): Promise<PooledConnection> {
    return this.#connection.promise
  }

  /** Its turn has come: there is a connection for it, or one is being made. */
  serve(connection: PooledConnection | Promise<PooledConnection>): void {
    this.#leave()
    this.#connection.resolve(connection)
  }

  close(): void {
    this.#giveUp(closed())
  }

  readonly #abort = (): void => this.#giveUp(this.errand.signal?.reason)

  #giveUp(reason: unknown): void {
    this.#leave()
    this.#connection.reject(reason)
  }

  #leave(): void {
    this.#countdown.stop()
    this.errand.signal?.removeEventListener('abort', this.#abort)
    this.errand.watch.leftQueue()
    this.#onLeave(this)
  }
}
