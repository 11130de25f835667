import { Headers } from './headers.ts'
import type { Hop } from './hop.ts'
import type { HtmlParser } from './html.ts'
import type { HttpVersion } from './response.ts'
import type { Timings } from './timings.ts'

/** A response as plain data, which can be sent to another thread. */
export interface ResponseParts {
  readonly url: string
  readonly requestUrl: string
  readonly method: string
  readonly status: number
  readonly statusText: string
  readonly httpVersion: HttpVersion
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** A copy, so that its buffer can be given away. */
  readonly body: Uint8Array<ArrayBuffer>
  readonly charset: string | undefined
  readonly fallbackCharset: string | undefined
  readonly parser: HtmlParser | undefined
  readonly history: readonly HopParts[]
  readonly timings: Timings
  readonly socketReused: boolean
  readonly rawBytes: number
  readonly flags: readonly string[]
  readonly lenient: boolean
}

interface HopParts extends Omit<Hop, 'url' | 'headers'> {
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Takes the redirects on the way to a response apart. */
export function partsOfHops(history: readonly Hop[]): HopParts[] {
  return history.map((hop) => ({ ...hop, url: hop.url.href, headers: [...hop.headers] }))
}

/** Puts them together again. */
export function hopsOfParts(history: readonly HopParts[]): Hop[] {
  return history.map((hop) => ({ ...hop, url: new URL(hop.url), headers: new Headers(hop.headers) }))
}
