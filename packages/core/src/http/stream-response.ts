import { inspect } from 'node:util'

import { parseContentType } from './fields/content-type.ts'
import type { Headers } from './headers.ts'
import type { Response } from './response.ts'
import { encodingOf } from './text/encoding.ts'
import { readLines } from './text/lines.ts'
import type { Timings } from './timings.ts'

/** What a streamed body comes from. */
export interface BodySource extends AsyncIterable<Uint8Array> {
  /** Ends the exchange and frees its connection. */
  cancel(): Promise<void>
  timings(): Timings
  /** Bytes as they came over the wire so far. */
  readonly raw: number
  /** What is wrong with the body and was mended, known once it has ended. */
  readonly flags: readonly string[]
}

/**
 * A response whose body is read as it arrives, once: as decoded bytes by `for await`, as `text()` or as `lines()`.
 *
 * Leaving the loop, `cancel()` and `await using` free the connection.
 */
export class StreamResponse implements AsyncIterable<Uint8Array>, AsyncDisposable {
  /** Everything about the response but its body. */
  readonly head: Response
  readonly #source: BodySource
  readonly #charset: string | undefined

  constructor(head: Response, source: BodySource, charset?: string) {
    this.head = head
    this.#source = source
    this.#charset = charset
  }

  get status(): number {
    return this.head.status
  }

  /** Whether the status is 2xx. */
  get ok(): boolean {
    return this.head.ok
  }

  get url(): URL {
    return this.head.url
  }

  get headers(): Headers {
    return this.head.headers
  }

  /** Final only once the body has ended. */
  get timings(): Timings {
    return this.#source.timings()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#source
    } finally {
      await this.cancel()
    }
  }

  /** The text piece by piece, never cutting a character; in the charset of the header, else UTF-8. */
  async *text(): AsyncGenerator<string> {
    const decoder = new TextDecoder(this.#label())
    for await (const piece of this) {
      const text = decoder.decode(piece, { stream: true })
      if (text !== '') yield text
    }
    const rest = decoder.decode()
    if (rest !== '') yield rest
  }

  /** The lines of the text, without their ends. */
  lines(): AsyncGenerator<string> {
    return readLines(this, this.#label())
  }

  /** Reads the rest into a whole response. */
  async read(): Promise<Response> {
    const body = Buffer.concat(await Array.fromAsync(this))
    const { raw, flags } = this.#source
    return this.head.with({ body, rawBytes: raw, flags, timings: this.timings })
  }

  /**
   * This response.
   *
   * @throws {StatusError} when the status is not 2xx; its body has been read then.
   */
  throwIfNotOk(): this {
    this.head.throwIfNotOk()
    return this
  }

  /** Lets go of the rest of the body. */
  cancel(): Promise<void> {
    return this.#source.cancel()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cancel()
  }

  [inspect.custom](): string {
    return `Stream${inspect(this.head)}`
  }

  #label(): string {
    const named = parseContentType(this.headers.get('content-type'))?.parameters.get('charset')
    return encodingOf(this.#charset ?? '') ?? encodingOf(named ?? '') ?? 'utf-8'
  }
}
