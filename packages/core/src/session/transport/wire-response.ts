import type { Stopwatch } from './stopwatch.ts'
import type { WireResponse } from './transport.ts'
import { WireBody } from './wire-body.ts'
import type { BodySource } from './wire-body.ts'

/** What receives a response, and knows more of it as it comes. */
export interface Receiver extends BodySource {
  /** Of the body so far. */
  readonly bytes: number
  readonly isLenient: boolean
}

/** What is known of a response once its headers are there. */
export type Head = Pick<WireResponse, 'status' | 'statusText' | 'headers' | 'httpVersion' | 'socketReused'>

/** The response that a transport gives: its head, and the way to the rest. */
export function wireResponse(head: Head, receiver: Receiver, watch: Stopwatch): WireResponse {
  return {
    ...head,
    body: new WireBody(receiver),
    cancel: () => receiver.cancel(),
    timings: () => watch.read(),
    bytes: () => receiver.bytes,
    get lenient() {
      return receiver.isLenient
    },
  }
}
