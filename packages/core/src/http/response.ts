import { inspect } from 'node:util'

import type { CheerioAPI } from 'cheerio/slim'

import { RedirectError, StatusError } from '../errors.ts'
import { parseLinkHeader } from './fields/link-header.ts'
import type { Link } from './fields/link-header.ts'
import { Headers } from './headers.ts'
import type { HeadersInit } from './headers.ts'
import type { Hop } from './hop.ts'
import { loadHtml, type HtmlParser } from './html.ts'
import { jsonLdOf, type JsonLd } from './html/json-ld.ts'
import { titleOf } from './html/title.ts'
import { hopsOfParts, partsOfHops } from './response-parts.ts'
import type { ResponseParts } from './response-parts.ts'
import { parseJson } from './text/json.ts'
import { splitLines } from './text/lines.ts'
import { decodeText } from './text/text.ts'
import { NO_TIMINGS } from './timings.ts'
import type { Timings } from './timings.ts'

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

/** A page fetched with its body read. */
export class Response {
  /** Where the page was found after redirects, with its fragment and without user name and password. */
  readonly url: URL
  /** What was asked for, before redirects. */
  readonly requestUrl: URL
  readonly method: string
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  /** The redirects on the way here, first to last. */
  readonly history: readonly Hop[]
  /** Those of the last exchange. */
  readonly timings: Timings
  readonly socketReused: boolean
  /** What was wrong with the body and mended, such as `truncated-encoding`. */
  readonly flags: readonly string[]
  /** Read by the forgiving parser because the strict one refused it. */
  readonly lenient: boolean
  /** When the server wants to be asked again, if that is too far away to have been waited for. */
  readonly retryAt: Date | undefined
  readonly #init: ResponseInit
  #body: Uint8Array | undefined
  #text: string | undefined
  #page: CheerioAPI | undefined

  constructor(init: ResponseInit) {
    this.#init = init
    this.url = withoutUserinfo(init.url)
    this.requestUrl = init.requestUrl === undefined ? this.url : withoutUserinfo(init.requestUrl)
    this.method = init.method ?? 'GET'
    this.status = init.status ?? 200
    this.statusText = init.statusText ?? ''
    this.headers = init.headers instanceof Headers ? init.headers : new Headers(init.headers)
    this.history = init.history ?? []
    this.timings = init.timings ?? NO_TIMINGS
    this.socketReused = init.socketReused ?? false
    this.flags = init.flags ?? []
    this.lenient = init.lenient ?? false
    this.retryAt = init.retryAt
    if (typeof init.body === 'string') this.#text = init.body
    else this.#body = init.body
  }

  /** Whether the status is 2xx. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  /** The body, decoded. */
  get body(): Uint8Array {
    return (this.#body ??= Buffer.from(this.#text ?? ''))
  }

  /** The body's size as it came over the wire, and decoded. */
  get bytes(): { readonly raw: number; readonly decoded: number } {
    const decoded = this.body.byteLength
    return { raw: this.#init.rawBytes ?? decoded, decoded }
  }

  /** The size of the request's body as it was sent. */
  get sentBytes(): number {
    return this.#init.sentBytes ?? 0
  }

  /** The body as text, in the charset that a browser would find. */
  get text(): string {
    return (this.#text ??= decodeText(this.body, {
      contentType: this.headers.get('content-type'),
      override: this.#init.charset,
      fallback: this.#init.fallbackCharset,
    }))
  }

  /** cheerio on the page, parsed when first used. */
  get $(): CheerioAPI {
    return (this.#page ??= loadHtml(this.text, { url: this.url, parser: this.#init.parser }))
  }

  /** The text of the page's `<title>`, found without parsing the page; empty without one. */
  get title(): string {
    return titleOf(this.text)
  }

  /**
   * The JSON-LD objects of the page, found without parsing it; those in lists and under `@graph` each by itself.
   * What is not JSON is left out.
   */
  jsonLd(): JsonLd[] {
    return jsonLdOf(this.text)
  }

  /** Lets go of what was made of the body, which takes ten times its room: it is made again when it is asked for. */
  forget(): void {
    this.#page = undefined
    if (this.#body) this.#text = undefined
  }

  /** The links of the Link header, resolved (RFC 8288). */
  get links(): Link[] {
    return parseLinkHeader(this.headers.getAll('link'), this.url)
  }

  /**
   * The body as JSON.
   *
   * @throws {BodyError} for what is not JSON; names the position, not the content.
   */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- so that callers can say what they expect
  json<T = unknown>(): T {
    return parseJson(this.body, this, this.headers.get('content-type')) as T
  }

  /** The lines of the text, without their ends. */
  lines(): string[] {
    return splitLines(this.text)
  }

  /**
   * This response.
   *
   * @throws {StatusError} when the status is not 2xx.
   */
  throwIfNotOk(): this {
    if (this.ok) return this
    throw new StatusError<Response>(this, this)
  }

  /**
   * Follows one redirect that was not followed.
   *
   * @throws {RedirectError} `NO_REDIRECT` when there is none.
   */
  async next(): Promise<Response> {
    if (this.#init.next) return this.#init.next()
    throw new RedirectError('NO_REDIRECT', this, 'there is no redirect left to follow')
  }

  /** A copy with some parts changed. */
  with(changes: Partial<ResponseInit>): Response {
    return new Response({ ...this.#init, ...changes })
  }

  /** Puts a response together again that was taken apart by `parts`. */
  static of({ history, ...parts }: ResponseParts): Response {
    return new Response({ ...parts, history: hopsOfParts(history) })
  }

  /** What it is made of, as plain data that can be sent to another thread. */
  parts(): ResponseParts {
    const { method, status, statusText, timings, socketReused, flags, lenient } = this
    const { charset, fallbackCharset, parser } = this.#init
    return {
      method,
      status,
      statusText,
      timings,
      socketReused,
      flags,
      lenient,
      charset,
      fallbackCharset,
      parser,
      url: this.url.href,
      requestUrl: this.requestUrl.href,
      headers: [...this.headers],
      history: partsOfHops(this.history),
      body: new Uint8Array(this.body),
      rawBytes: this.bytes.raw,
    }
  }

  [inspect.custom](): string {
    return `Response ${this.status} ${this.method} ${this.url.href}`
  }
}

function withoutUserinfo(url: URL | string): URL {
  const parsed = typeof url === 'string' ? new URL(url) : url
  if (!parsed.username && !parsed.password) return parsed
  const bare = new URL(parsed)
  bare.username = bare.password = ''
  return bare
}
