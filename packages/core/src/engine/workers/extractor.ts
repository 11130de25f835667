import type { FollowedLink } from '../../extract/follow/judge-link.ts'
import type { Leads } from '../../extract/follow/leads.ts'
import type { CheckedRecord } from '../../extract/record/record.ts'
import type { Response } from '../../http/response.ts'

/** A page and the route that is to read it. */
export interface PageToRead {
  readonly route: string
  readonly response: Response
  readonly data: unknown
  readonly account: string
}

/** What a route has made of a page, as the store keeps it. */
export interface PageRead {
  readonly records: readonly Pick<CheckedRecord, 'key' | 'json'>[]
  readonly links: readonly FollowedLink[]
  readonly leads: Leads
  /** Under which names the page's body is to be kept. */
  readonly files: readonly string[]
}

/** Runs routes on pages: on the main thread, or in worker threads. */
export interface Extractor extends AsyncDisposable {
  /** Whether pages are read on other cores, so that the next ones can be fetched meanwhile. */
  readonly isElsewhere: boolean
  /** Throws what `extract` throws. */
  extract(page: PageToRead): Promise<PageRead>
}
