import { DefinitionError } from '../errors.ts'
import type { HeadersInit } from './headers.ts'
import type { Hop } from './hop.ts'
import type { HtmlParser } from './html.ts'
import type { HttpVersion, Response } from './response.ts'
import type { Timings } from './timings.ts'
import { withoutUserinfo } from './url.ts'

/** What a response is made of; only the URL is needed, so saved pages make responses too. */
export interface ResponseInit {
  readonly url: URL | string
  /** Default: the URL. */
  readonly requestUrl?: URL | string | undefined
  /** Default `GET`. */
  readonly method?: string | undefined
  /** Default 200. */
  readonly status?: number | undefined
  readonly statusText?: string | undefined
  /** Default `1.1`. */
  readonly httpVersion?: HttpVersion | undefined
  readonly headers?: HeadersInit | undefined
  /** Decoded bytes, or a text. */
  readonly body?: Uint8Array | string | undefined
  /** The charset that counts whatever the page says. */
  readonly charset?: string | undefined
  /** The charset of a page that names none and is not UTF-8. Default windows-1252. */
  readonly fallbackCharset?: string | undefined
  /** What `$` reads the page with. Default `html5`. */
  readonly parser?: HtmlParser | undefined
  readonly history?: readonly Hop[] | undefined
  readonly timings?: Timings | undefined
  readonly socketReused?: boolean | undefined
  /** Bytes of the body as they came over the wire. Default: those of the body. */
  readonly rawBytes?: number | undefined
  /** Bytes of the request's body as they were sent. Default 0. */
  readonly sentBytes?: number | undefined
  readonly flags?: readonly string[] | undefined
  readonly lenient?: boolean | undefined
  readonly retryAt?: Date | undefined
  /** How to follow the redirect that this is. */
  readonly next?: (() => Promise<Response>) | undefined
}

/**
 * Refuses what makes no response.
 *
 * @throws {DefinitionError} naming the part that is wrong.
 */
export function checkResponse(init: unknown): asserts init is ResponseInit {
  if (typeof init !== 'object' || init === null) {
    throw new DefinitionError('a response is made of an object with its parts, of which it needs the url')
  }
  const { status, body } = init as { readonly status?: unknown; readonly body?: unknown }
  if (status !== undefined && !Number.isInteger(status))
    throw new DefinitionError('the status of a response is no whole number: give one such as 200')
  if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new DefinitionError(
      'the body of a response is neither text nor bytes: give a string or a Uint8Array',
    )
}

/**
 * A URL of a response, without user name and password.
 *
 * @throws {DefinitionError} for what is no absolute URL.
 */
export function responseUrl(url: unknown, name: 'url' | 'requestUrl'): URL {
  const parsed = typeof url === 'string' ? URL.parse(url) : url
  if (!(parsed instanceof URL))
    throw new DefinitionError(
      `the ${name} of a response is no absolute URL: give one such as https://shop.example/`,
    )
  return withoutUserinfo(parsed)
}
