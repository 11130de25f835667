import type { Timings } from '../../http/timings.ts'
import type { Connection } from './connection/dialer.ts'

/** Takes the times of one exchange. */
export class Stopwatch {
  readonly #started = performance.now()
  #queue = 0
  #opening: Connection['times'] | undefined
  #sent = 0
  #firstByte = 0
  #ended = 0

  /** The exchange had to wait for its turn, and need not any longer. */
  leftQueue(): void {
    this.#queue = performance.now() - this.#started
  }

  /** A connection was opened for it. */
  opened(times: Connection['times']): void {
    this.#opening = times
  }

  sent(): void {
    this.#sent = performance.now()
  }

  receivedFirstByte(): void {
    this.#firstByte ||= performance.now()
  }

  ended(): void {
    this.#ended ||= performance.now()
  }

  read(): Timings {
    const now = this.#ended || performance.now()
    return {
      queue: this.#queue,
      dns: this.#opening?.dns ?? 0,
      connect: this.#opening?.connect ?? 0,
      tls: this.#opening?.tls ?? 0,
      firstByte: this.#firstByte && this.#sent ? Math.max(0, this.#firstByte - this.#sent) : 0,
      download: this.#firstByte && now - this.#firstByte,
      total: now - this.#started,
    }
  }
}
