import type { Headers } from '../../http/headers.ts'
import type { Request } from '../../http/request.ts'
import type { HttpVersion } from '../../http/response.ts'
import type { Timings } from '../../http/timings.ts'
import type { ProxyOption } from './proxy/proxy.ts'
import type { StopSignal } from './stop-signal.ts'

/** Limits of one exchange, times in milliseconds; 0 or `Infinity` lifts one. */
export interface ExchangeLimits {
  /** For the name, the connection, the proxy's tunnel and the TLS handshake together. */
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
  /** The strict parser does not tell 1.0 from 1.1. */
  readonly httpVersion: HttpVersion
  /** Encoded bytes as they arrive, once. To be read to the end or cancelled: left alone, it gives up its place in the pool. */
  readonly body: AsyncIterable<Uint8Array>
  /** All of the body at once, if it has come, none of it was read, and the transport can tell: cheaper than piece by piece. */
  readonly whole?: () => Uint8Array | undefined
  /** Ends the exchange; a short rest is drained so that the socket can serve again. */
  cancel(): Promise<void>
  /** Final only once the body has ended. */
  readonly timings: () => Timings
  readonly socketReused: boolean
  /** Encoded bytes of the body so far. */
  readonly bytes: () => number
  /** Bytes of the request's body so far. */
  readonly sent: () => number
  /** The response breaks the rules of HTTP/1.1 and was read all the same; final only once the body has ended. */
  readonly lenient: boolean
}

/** Sends one request over one connection: no redirects, no cookies, no retries. */
export interface Transport {
  /**
   * @param proxy For this request instead of the session's; `null` goes direct.
   * @throws {NetworkError} without a usable connection; `stale` when sending again is worth it.
   * @throws {TimeoutError} `QUEUE_TIMEOUT`, `CONNECT_TIMEOUT`, `HEADERS_TIMEOUT`, and from the body `BODY_IDLE_TIMEOUT`.
   * @throws {CrawlError} `CLOSED` after `close` or `destroy`; and the signal's reason once it is aborted.
   */
  send(
    request: Request,
    limits: ExchangeLimits,
    signal: StopSignal | undefined,
    proxy?: ProxyOption,
  ): Promise<WireResponse>
  /** Waits for what is running, then closes every connection. */
  close(): Promise<void>
  /** Closes every connection at once. */
  destroy(): Promise<void>
}
