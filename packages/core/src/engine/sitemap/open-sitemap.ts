import { TimeoutError } from '../../errors.ts'
import type { SitemapSource } from '../../extract/sitemap/read-sitemap.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import type { DecodeLimits } from '../../http/decoding/decoding.ts'
import type { Response } from '../../http/response.ts'
import type { StreamResponse } from '../../http/stream-response.ts'
import type { Timings } from '../../http/timings.ts'
import { streamOf } from '../../session/call/open-stream.ts'
import type { SessionOptions } from '../../session/options.ts'
import type { Crawling } from '../crawling/crawling.ts'

/** Ten times what the protocol allows, in bytes as they were before gzip; `session.maxBody` can raise it. */
const LARGEST = 500_000_000
const HIGHEST_RATIO = 200
/** In milliseconds: one that never ends must not keep its place in the lane. */
const LONGEST = 30 * 60_000

/** Asks for a sitemap. It is streamed, but for what goes into an archive or comes out of one: that is whole. */
export async function openSitemap(
  { plan, pages, sessions, stop }: Crawling,
  request: QueuedRequest,
): Promise<ArrivingSitemap> {
  const limits = limitsOf(plan.crawler.session)
  const options = { maxBody: limits.maxBody, signal: stop.hard }
  const isArchived = pages !== sessions
  const stream = isArchived
    ? streamOf((await pages.fetch(request, stop.hard)).response)
    : await sessions.of(request.account).stream(request.url, options)
  return new ArrivingSitemap(stream, limits)
}

function limitsOf({ maxBody, maxRatio }: SessionOptions = {}): DecodeLimits {
  return {
    maxBody: maxBody === null ? Infinity : Math.max(maxBody ?? 0, LARGEST),
    maxRatio: maxRatio === null ? Infinity : (maxRatio ?? HIGHEST_RATIO),
  }
}

/** A sitemap on its way in, weighed and timed. */
class ArrivingSitemap implements SitemapSource, AsyncDisposable {
  readonly bytes: AsyncIterable<Uint8Array>
  readonly limits: DecodeLimits
  readonly #stream: StreamResponse
  readonly #started = performance.now()
  #size = 0

  constructor(stream: StreamResponse, limits: DecodeLimits) {
    this.#stream = stream
    this.limits = limits
    this.bytes = this.#arriving()
  }

  get head(): Response {
    return this.#stream.head
  }

  get place(): Response {
    return this.head
  }

  get contentType(): string | null {
    return this.head.headers.get('content-type')
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size
  }

  get timings(): Timings {
    return this.#stream.timings
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream.cancel()
  }

  async *#arriving(): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#stream) {
      this.#size += piece.length
      if (performance.now() - this.#started > LONGEST)
        throw new TimeoutError('TOTAL_TIMEOUT', this.head, `took longer than ${LONGEST / 60_000} minutes`)
      yield piece
    }
  }
}
