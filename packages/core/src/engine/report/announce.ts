import { StatusError } from '../../errors.ts'
import type { PageOutcome, QueuedRequest } from '../../frontier/store.ts'
import type { Timings } from '../../http/timings.ts'
import type { Crawling } from '../crawling/crawling.ts'
import { events, type FailureEvent, type PageEvent, type SkipEvent } from '../events.ts'
import type { SignedInPage } from '../login/signed-in-page.ts'
import type { PageRead } from '../workers/extractor.ts'

/** Tells who listens that a page was committed. */
export function announcePage(
  crawling: Crawling,
  outcome: PageOutcome,
  page: SignedInPage,
  { links, files }: PageRead,
): void {
  if (!events.page.hasSubscribers) return
  const { request, status, bytes, records } = outcome
  const event: PageEvent = {
    ...placeOf(crawling, request),
    status,
    bytes,
    milliseconds: page.response.timings.total,
    attempt: request.tries + 1,
    epoch: page.epoch,
    records: records.length,
    links: links.length,
    files: files.length,
  }
  events.page.publish(event)
}

/** Tells who listens that a sitemap was read, and how many entries it had. */
export function announceSitemap(
  crawling: Crawling,
  { request, status, bytes }: PageOutcome,
  links: number,
  { total }: Timings,
): void {
  if (!events.page.hasSubscribers) return
  const attempt = request.tries + 1
  const event = {
    ...placeOf(crawling, request),
    status,
    bytes,
    milliseconds: total,
    attempt,
    epoch: 0,
    records: 0,
    links,
    files: 0,
  }
  events.page.publish(event satisfies PageEvent)
}

/** Tells who listens that a queued page was set aside. */
export function announceSkip(crawling: Crawling, request: QueuedRequest, reason: string): void {
  if (!events.skip.hasSubscribers) return
  events.skip.publish({ ...placeOf(crawling, request), reason } satisfies SkipEvent)
}

/** Tells who listens that a fetch failed. */
export function announceFailure(
  crawling: Crawling,
  request: QueuedRequest,
  error: Error,
  retryAt: Date | undefined,
): void {
  if (!events.failure.hasSubscribers) return
  const event: FailureEvent = {
    ...placeOf(crawling, request),
    error,
    status: error instanceof StatusError ? error.status : undefined,
    attempt: request.tries + 1,
    retryAt,
  }
  events.failure.publish(event)
}

function placeOf({ run }: Crawling, { url, route, account }: QueuedRequest) {
  return { crawler: run.crawler, run: run.id, url, route, account }
}
