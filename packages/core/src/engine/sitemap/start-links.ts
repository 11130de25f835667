import type { Plan, PlannedStart } from '../../extract/plan.ts'
import type { Link, Run, Store } from '../../frontier/store.ts'
import { normalizeUrl } from '../../http/url.ts'
import { queuedLink } from '../page/queued-link.ts'
import { SITEMAP_ROUTE, type SitemapOrder } from './sitemap-order.ts'

/** What a run begins with: the pages and the sitemaps of `start`. */
export async function startLinks(plan: Plan, store: Store, run: Run): Promise<Link[]> {
  const links = plan.starts.map(async (start) => {
    const url = normalizeUrl(start.url, plan.crawler)
    const { route, data } = start.isSitemap ? await sitemapOf(start, store, run) : start
    return queuedLink(plan, { url, route, data }, { depth: 0, account: start.account })
  })
  return Promise.all(links)
}

async function sitemapOf(
  start: PlannedStart,
  store: Store,
  run: Run,
): Promise<{ readonly route: string; readonly data: SitemapOrder }> {
  const { route, data } = start
  const since = await sinceOf(start, store, run)
  const order = {
    ...(route && { route }),
    ...(data !== undefined && { data }),
    ...(since && { since }),
    level: 0,
  }
  return { route: SITEMAP_ROUTE, data: order }
}

/** The time that `since` means, the same for every call that works on the run. */
async function sinceOf({ since }: PlannedStart, store: Store, run: Run): Promise<number | undefined> {
  if (since === undefined) return undefined
  if (since !== 'last run') return new Date(since).getTime()
  const runs = await store.runs(run.crawler)
  return runs.find(({ id, finished }) => id < run.id && finished)?.startedAt.getTime()
}
