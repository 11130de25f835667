import type { Headers } from './headers.ts'

/** What a request carries. Bytes and factories can be opened again, a stream only once. */
export interface Body {
  /** The Content-Type it brings, unless the request has one of its own. */
  readonly type: string | undefined
  /** In bytes; `undefined` sends it in chunks. */
  readonly length: number | undefined
  /** Whether `open` may be called again, for a redirect, a retry or a round of authentication. */
  readonly replayable: boolean
  /** A body that must not cross to another site, such as a password. */
  readonly sensitive: boolean
  open(): Uint8Array | AsyncIterable<Uint8Array>
}

/** One page to fetch, complete: what goes over the wire. Steps make changed copies, none writes into it. */
export interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: Body | undefined
  /** What neither the session nor its jar may add, in lower case: given as `null` among the headers. */
  readonly silenced?: readonly Silenced[] | undefined
}

/** A header that a session writes by itself, unless it is told not to. */
export type Silenced = 'authorization' | 'cookie'
