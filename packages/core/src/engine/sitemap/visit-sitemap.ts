import { readSitemap } from '../../extract/sitemap/read-sitemap.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import type { Crawling } from '../crawling/crawling.ts'
import { readable } from '../page/readable.ts'
import { announceSitemap } from '../report/announce.ts'
import { openSitemap } from './open-sitemap.ts'
import { queueEntries } from './queue-entries.ts'

/**
 * Reads a sitemap into the queue as it arrives, in batches. It is done only when all its entries are queued: one that
 * a crash cuts short is read again, and what it had queued by then is known.
 *
 * @returns the sites that its entries lead to.
 * @throws {RequestError} for what is no sitemap, or not whole; what could be read of it is queued.
 */
export async function visitSitemap(crawling: Crawling, request: QueuedRequest): Promise<ReadonlySet<string>> {
  const { plan, run, budget, reach } = crawling
  await using sitemap = await openSitemap(crawling, request)
  reach.answered(request.site)
  const { status } = readable(plan, sitemap.head)
  const { links, sites } = await queueEntries(plan, run, request, readSitemap(sitemap))
  const outcome = { request, status, bytes: sitemap.size, ...NOTHING_ELSE }
  await run.commit(outcome)
  budget.count(request, outcome)
  announceSitemap(crawling, outcome, links, sitemap.timings)
  return sites
}

const NOTHING_ELSE = {
  records: [],
  links: [],
  session: undefined,
  suspectSince: undefined,
  provesUntil: undefined,
}
