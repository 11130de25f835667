import { inspect } from 'node:util'

import type { CheerioAPI } from 'cheerio/slim'

import { RedirectError, StatusError } from '../errors.ts'
import { isMedia } from './fields/content-type.ts'
import { parseLinkHeader } from './fields/link-header.ts'
import type { HeaderLink } from './fields/link-header.ts'
import { Headers } from './headers.ts'
import type { Hop } from './hop.ts'
import { loadHtml } from './html.ts'
import { jsonLdOf, type JsonLd } from './html/source/json-ld.ts'
import { titleOf } from './html/source/title.ts'
import { checkResponse, responseUrl } from './response-init.ts'
import type { ResponseInit } from './response-init.ts'
import { sniffCharset } from './text/charset.ts'
import { decoderOf } from './text/encoding.ts'
import { parseJson } from './text/json.ts'
import { splitLines } from './text/lines.ts'
import { NO_TIMINGS } from './timings.ts'
import type { Timings } from './timings.ts'

export type { ResponseInit }

/** The version of HTTP that a response came in. */
export type HttpVersion = '1.0' | '1.1' | '2'

/** A page fetched with its body read. */
export class Response {
  /** Where the page was found after redirects, with its fragment and without user name and password. */
  readonly url: URL
  /** What was asked for, before redirects. */
  readonly requestUrl: URL
  readonly method: string
  readonly status: number
  readonly statusText: string
  /** Where the strict parser has read it, 1.0 shows as 1.1. */
  readonly httpVersion: HttpVersion
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
  #charset: string | undefined
  #text: string | undefined
  #page: CheerioAPI | undefined

  /** @throws {DefinitionError} for parts that make no response. */
  constructor(init: ResponseInit) {
    checkResponse(init)
    this.#init = init
    this.url = responseUrl(init.url, 'url')
    this.requestUrl = init.requestUrl === undefined ? this.url : responseUrl(init.requestUrl, 'requestUrl')
    this.method = init.method ?? 'GET'
    this.status = init.status ?? 200
    this.statusText = init.statusText ?? ''
    this.httpVersion = init.httpVersion ?? '1.1'
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

  /** What the text is encoded in, found as browsers find it; by its name in the Encoding standard, such as `utf-8`. */
  get charset(): string {
    return (this.#charset ??= sniffCharset(this.body, {
      contentType: this.headers.get('content-type'),
      override: this.#init.charset,
      fallback: this.#init.fallbackCharset,
    }))
  }

  /** The body as text. */
  get text(): string {
    return (this.#text ??= decoderOf(this.charset).decode(this.body))
  }

  /** cheerio on the page, parsed when first used; empty for what is no page, such as a PDF or an image. */
  get $(): CheerioAPI {
    const isPage = !isMedia(this.headers.get('content-type'))
    return (this.#page ??= loadHtml(isPage ? this.text : '', { url: this.url, parser: this.#init.parser }))
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

  /** @internal Lets go of what was made of the body, ten times its size: it is made again when it is asked for. */
  forget(): void {
    this.#page = undefined
    if (this.#body) this.#text = undefined
  }

  /** The links of the Link header, resolved (RFC 8288). */
  get links(): HeaderLink[] {
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

  /** @internal What it was made of. */
  get init(): ResponseInit {
    return this.#init
  }

  [inspect.custom](): string {
    return `Response ${this.status} ${this.method} ${this.url.href}`
  }
}
