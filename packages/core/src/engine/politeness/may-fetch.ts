import type { QueuedRequest } from '../../frontier/store.ts'
import type { Crawling } from '../crawling/crawling.ts'
import { events, type SiteEvent } from '../events.ts'

/** Who asks for more is asked once in half a minute all the same, in seconds. */
const LONGEST_DELAY = 30

/** Whether the site's robots.txt lets a request be sent; its Crawl-delay is kept from then on. */
export async function mayFetch(crawling: Crawling, { url, site }: QueuedRequest): Promise<boolean> {
  const { robots } = crawling
  if (!robots) return true
  const rules = await robots.rules(new URL(url))
  if (rules.crawlDelay !== undefined) slowDown(crawling, site, rules.crawlDelay)
  return rules.allows(new URL(url))
}

function slowDown({ run, limiter }: Crawling, site: string, asked: number): void {
  const seconds = Math.min(asked, LONGEST_DELAY)
  if (!limiter.slowDown(site, seconds)) return
  if (!events.site.hasSubscribers) return
  const capped = asked > seconds ? `, of which ${seconds} s are kept` : ''
  const problem = `its robots.txt asks for ${asked} s between two requests${capped}`
  events.site.publish({
    crawler: run.crawler,
    site,
    state: 'slowed',
    problem,
    until: undefined,
  } satisfies SiteEvent)
}
