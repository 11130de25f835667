import type { CrawlerSettings } from '../../extract/definition.ts'
import type { SiteRate } from '../../frontier/limiter/site-rate.ts'
import { siteName, type SiteUnit } from '../../frontier/site-name.ts'
import { bareHost, isLoopback } from '../../session/host.ts'

/** How a stranger is treated: two requests a second, two at once. */
const GENTLE: SiteRate = { interval: 500, concurrency: 2, burst: 1 }
/** How a site is treated that permits it. */
const FAST: SiteRate = { interval: 0, concurrency: 16, burst: 1 }

/** The rate that a crawler keeps with a site. Loopback is fast unless the crawler names a rate. */
export function rateOf({ rate }: CrawlerSettings, site: string): SiteRate {
  if (rate === 'fast') return FAST
  const { perSecond, concurrency, burst } = rate ?? {}
  const usual =
    isHere(site) && [perSecond, concurrency, burst].every((one) => one === undefined) ? FAST : GENTLE
  return {
    interval: perSecond === undefined ? usual.interval : 1_000 / perSecond,
    concurrency: concurrency ?? usual.concurrency,
    burst: burst ?? usual.burst,
  }
}

/** What counts as one site for a crawler. */
export function unitOf({ rate }: CrawlerSettings): SiteUnit {
  return (rate === 'fast' ? undefined : rate?.per) ?? 'domain'
}

/** The site that a URL is counted to by a crawler. */
export function siteOf(crawler: CrawlerSettings, url: URL): string {
  return siteName(url, unitOf(crawler))
}

function isHere(site: string): boolean {
  const url = URL.parse(site.includes('://') ? site : `http://${site}`)
  return url !== null && isLoopback(bareHost(url.hostname))
}
