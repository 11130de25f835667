import { judgeLink } from '../../extract/follow/judge-link.ts'
import type { Plan } from '../../extract/plan.ts'
import type { SitemapEntry } from '../../extract/sitemap/entry.ts'
import type { Link, QueuedRequest } from '../../frontier/store.ts'
import { queuedLink } from '../page/queued-link.ts'
import { SITEMAP_ROUTE, type SitemapOrder } from './sitemap-order.ts'

/** How many sitemaps may lead from one to the next: an index of sitemaps is one step, and by the protocol the last. */
const MOST_LEVELS = 5

/** An entry of a sitemap as it goes into the queue: a page to begin with, another sitemap, or skipped with its reason. */
export function sitemapLink(
  plan: Plan,
  { url: sitemap, account }: QueuedRequest,
  order: SitemapOrder,
  { address, isSitemap, modified }: SitemapEntry,
): Link {
  const url = URL.parse(address, sitemap)
  const route = isSitemap ? SITEMAP_ROUTE : order.route
  const data = isSitemap ? { ...order, level: order.level + 1 } : order.data
  const link = judgeLink(plan, address, url, route)
  const isOld = modified !== undefined && modified < (order.since ?? -Infinity)
  const isTooDeep = isSitemap && order.level >= MOST_LEVELS
  const skip = link.skip ?? (isOld ? 'not modified' : isTooDeep ? 'nested too deep' : undefined)
  return queuedLink(plan, { ...link, data, skip }, { depth: 0, account })
}
