import type { Plan } from '../../extract/plan.ts'
import type { SitemapEntry } from '../../extract/sitemap/entry.ts'
import type { QueuedRequest, Run } from '../../frontier/store.ts'
import { sitemapLink } from './sitemap-link.ts'
import type { SitemapOrder } from './sitemap-order.ts'

/** How many entries share a transaction: what came before an error, or a crash, is queued for good. */
const BATCH = 1_000

/** What was found in a sitemap. */
export interface QueuedEntries {
  readonly links: number
  /** Where those lead that are not skipped. */
  readonly sites: ReadonlySet<string>
}

/**
 * Queues the entries of a sitemap in batches as they come.
 *
 * @throws what their source throws, once all that came before is queued.
 */
export async function queueEntries(
  plan: Plan,
  run: Run,
  request: QueuedRequest,
  entries: AsyncIterable<readonly SitemapEntry[]>,
): Promise<QueuedEntries> {
  const order = JSON.parse(request.data ?? '') as SitemapOrder
  const sites = new Set<string>()
  let links = 0
  let waiting: SitemapEntry[] = []
  const queue = async () => {
    const batch = waiting.map((entry) => sitemapLink(plan, request, order, entry))
    waiting = []
    await run.enqueue(batch, request)
    links += batch.length
    for (const { site, skip } of batch) if (!skip) sites.add(site)
  }
  try {
    for await (const some of entries) {
      waiting.push(...some)
      if (waiting.length >= BATCH) await queue()
    }
  } finally {
    await queue()
  }
  return { links, sites }
}
