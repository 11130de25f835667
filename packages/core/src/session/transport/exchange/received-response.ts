import type { Headers } from '../../../http/headers.ts'
import type { Timings } from '../../../http/timings.ts'
import type { Stopwatch } from '../stopwatch.ts'
import type { WireResponse } from '../transport.ts'
import { WireBody } from './wire-body.ts'
import type { PieceSource } from './wire-body.ts'

/** What receives a response, and knows more of it as it comes. */
export interface Receiver extends PieceSource {
  /** Of the body so far. */
  readonly bytes: number
  /** Of the request's body so far. */
  readonly sent: number
  readonly isLenient: boolean
  /** All of the body, if it has come and none of it was read. */
  whole(): Uint8Array | undefined
}

/** What is known of a response once its headers are there. */
export type Head = Pick<WireResponse, 'status' | 'statusText' | 'headers' | 'httpVersion' | 'socketReused'>

/** The response that a transport gives: its head, and the way to the rest. */
export class ReceivedResponse implements WireResponse {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly httpVersion: WireResponse['httpVersion']
  readonly socketReused: boolean
  readonly body: WireBody
  readonly #receiver: Receiver
  readonly #watch: Stopwatch

  constructor(head: Head, receiver: Receiver, watch: Stopwatch) {
    this.status = head.status
    this.statusText = head.statusText
    this.headers = head.headers
    this.httpVersion = head.httpVersion
    this.socketReused = head.socketReused
    this.body = new WireBody(receiver)
    this.#receiver = receiver
    this.#watch = watch
  }

  get lenient(): boolean {
    return this.#receiver.isLenient
  }

  whole(): Uint8Array | undefined {
    return this.#receiver.whole()
  }

  cancel(): Promise<void> {
    return this.#receiver.cancel()
  }

  timings(): Timings {
    return this.#watch.read()
  }

  bytes(): number {
    return this.#receiver.bytes
  }

  sent(): number {
    return this.#receiver.sent
  }
}
