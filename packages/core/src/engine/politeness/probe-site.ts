import type { Plan } from '../../extract/plan.ts'
import type { Robots } from '../../frontier/robots/robots.ts'
import type { Crawling } from '../crawling/crawling.ts'
import { siteOf } from './rate.ts'

/** What a probe needs of its crawl. */
type Probing = Pick<Crawling, 'plan' | 'limiter' | 'sessions' | 'gate' | 'stop'> & {
  readonly robots: Robots | undefined
}

/** Asks a site that fails for something that tells whether it is well: what comes of it, its limiter hears. */
export async function probeSite(probing: Probing, site: string): Promise<void> {
  const { limiter, sessions, gate, stop } = probing
  if (gate.holds.includes('paused')) return
  const url = urlOf(probing, site)
  using _way = limiter.of(site).letThrough(url)
  await sessions.anonymous(url, { maxRedirects: 0, signal: stop.hard }).catch(() => undefined)
}

/**
 * A page that was well before, so that pages that are broken for themselves are told from a site that is down; else a
 * start; and nothing but robots.txt before that is known.
 */
function urlOf({ plan, limiter, robots }: Probing, site: string): URL {
  const { health, lastAsked } = limiter.of(site)
  if (health.wellPage) return health.wellPage
  const start = startOf(plan, site) ?? new URL('/', lastAsked)
  const mayAsk = !robots || robots.known(start)?.allows(start)
  return mayAsk ? start : new URL('/robots.txt', start)
}

function startOf({ crawler, starts }: Plan, site: string): URL | undefined {
  return starts.find(({ url }) => siteOf(crawler, url) === site)?.url
}
