import { Headers } from './headers.ts'
import type { Hop } from './hop.ts'
import type { HtmlParser } from './html.ts'
import { Response } from './response.ts'
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

/** Takes a response apart. */
export function partsOfResponse(response: Response): ResponseParts {
  const { method, status, statusText, httpVersion, timings, socketReused, flags, lenient } = response
  const { charset, fallbackCharset, parser } = response.init
  return {
    method,
    status,
    statusText,
    httpVersion,
    timings,
    socketReused,
    flags,
    lenient,
    charset,
    fallbackCharset,
    parser,
    url: response.url.href,
    requestUrl: response.requestUrl.href,
    headers: [...response.headers],
    history: response.history.map(partsOfHop),
    body: new Uint8Array(response.body),
    rawBytes: response.bytes.raw,
  }
}

/** Puts a response together again. */
export function responseOfParts({ history, ...parts }: ResponseParts): Response {
  return new Response({ ...parts, history: history.map(hopOfParts) })
}

function partsOfHop(hop: Hop): HopParts {
  return { ...hop, url: hop.url.href, headers: [...hop.headers] }
}

function hopOfParts(hop: HopParts): Hop {
  return { ...hop, url: new URL(hop.url), headers: new Headers(hop.headers) }
}
