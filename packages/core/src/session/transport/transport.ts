import type { Headers } from '../../http/headers.ts'
import type { Request } from '../../http/request.ts'

/** How long each phase of one exchange took, in milliseconds; a phase that did not happen is 0. */
export interface Timings {
  readonly queue: number
  readonly dns: number
  readonly connect: number
  readonly tls: number
  readonly firstByte: number
  readonly download: number
  readonly total: number
}

/** Limits of one exchange, times in milliseconds. */
export interface ExchangeLimits {
  readonly connect: number
  /** From the last byte sent to the end of the response's headers. */
  readonly headers: number
  /** Between two pieces of the body. */
  readonly bodyIdle: number
  /** For a free connection of the pool. */
  readonly queue: number
}

/** A response as it comes from the socket: status and headers read, the body still encoded and on its way. */
export interface WireResponse {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly httpVersion: '1.0' | '1.1' | '2'
  /** Encoded bytes as they arrive. Must be read to the end or cancelled. */
  readonly body: AsyncIterable<Uint8Array>
  /** Ends the exchange; a short rest is drained so that the socket can serve again. */
  cancel(): Promise<void>
  /** Final only once the body has ended. */
  readonly timings: () => Timings
  readonly socketReused: boolean
  /** Encoded bytes of the body so far. */
  readonly bytes: () => number
  /** Read by the forgiving parser because the strict one refused the response. */
  readonly lenient: boolean
}

/** Sends one request over one connection: no redirects, no cookies, no retries. */
export interface Transport {
  send(request: Request, limits: ExchangeLimits, signal: AbortSignal | undefined): Promise<WireResponse>
  /** Waits for what is running, then closes every connection. */
  close(): Promise<void>
  /** Closes every connection at once. */
  destroy(): Promise<void>
}
