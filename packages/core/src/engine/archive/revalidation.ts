import { RequestError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import { readingOf } from '../../extract/reading.ts'
import type { Archive } from '../../frontier/archive/archive.ts'
import type { ArchivedRun } from '../../frontier/archive/archived-run.ts'
import type { QueuedRequest, Run } from '../../frontier/store.ts'
import type { SignedInPage } from '../login/signed-in-page.ts'
import type { Pages } from './pages.ts'

/**
 * Asks a site for each page only whether it has changed since the run before, and takes what has not from the archive
 * (RFC 9110 section 13.1).
 */
export class Revalidation {
  readonly #earlier: ArchivedRun
  readonly #crawler: Crawler
  #unchanged = 0

  private constructor(earlier: ArchivedRun, crawler: Crawler) {
    this.#earlier = earlier
    this.#crawler = crawler
  }

  /** What is known of the run before, if the archive has one. */
  static of(crawler: Crawler, archive: Archive, run: Run): Revalidation | undefined {
    const earlier = archive.runs(crawler.name).find(({ startedAt }) => startedAt < run.startedAt)
    return earlier && new Revalidation(earlier, crawler)
  }

  /** How many pages had not changed. */
  get unchanged(): number {
    return this.#unchanged
  }

  around(pages: Pages): Pages {
    return {
      mayChange: pages.mayChange,
      fetch: async (request, signal) => {
        const validators = request.method === 'GET' ? this.#earlier.validators(request) : undefined
        if (!validators) return pages.fetch(request, signal)
        const page = await pages.fetch(withHeaders(request, validators), signal)
        if (page.response.status !== 304) return page
        return this.#fromBefore(request, page) ?? pages.fetch(request, signal)
      },
    }
  }

  /** `undefined` where the archive has lost it meanwhile, or it is damaged. */
  #fromBefore(request: QueuedRequest, page: SignedInPage): SignedInPage | undefined {
    const { timings } = page.response
    const reading = { ...readingOf(this.#crawler, request.account), timings }
    try {
      const response = this.#earlier.read(request, reading)
      this.#unchanged++
      return { ...page, response }
    } catch (error) {
      if (error instanceof RequestError) return undefined
      throw error
    }
  }
}

function withHeaders(request: QueuedRequest, more: Readonly<{ [name: string]: string }>): QueuedRequest {
  const own = request.headers === undefined ? {} : (JSON.parse(request.headers) as object)
  return { ...request, headers: JSON.stringify({ ...more, ...own }) }
}
