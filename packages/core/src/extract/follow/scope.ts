import { isHttp } from '../../http/url.ts'
import { parseSite } from '../../session/site.ts'
import type { CrawlerSettings } from '../definition.ts'
import { startsOf } from '../start.ts'
import { signsOut } from './sign-out.ts'
import type { Trap } from './traps.ts'

/** Why a link is not fetched, or `undefined` for one that is. */
export type Scope = (url: URL) => SkipReason | undefined

/** Everything that a link can be set aside for. */
export type SkipReason =
  | 'not http'
  | 'off-site'
  | 'signs out'
  | 'no route'
  | 'not a URL'
  | 'robots.txt'
  | 'depth'
  | 'not modified'
  | 'nested too deep'
  | 'ends the session'
  | Trap

/** Which links a crawler follows: those of its site and of `allow`, but none that would end its session. */
export function scopeOf(crawler: CrawlerSettings): Scope {
  const allowed = [crawler.allow ?? []].flat()
  const places = [
    ...sitesOf(crawler).map((place) => parseSite(place)),
    ...allowed.map((place) => parseSite(place, 'allow')),
  ]
  return (url) => {
    if (!isHttp(url)) return 'not http'
    if (!places.some((place) => place.covers(url))) return 'off-site'
    if (crawler.login && signsOut(url)) return 'signs out'
    return undefined
  }
}

/** What the crawler's session belongs to: `site`, else the origins of `start`. */
export function sitesOf(crawler: CrawlerSettings): readonly string[] {
  if (crawler.site !== undefined) return [crawler.site].flat()
  return [...new Set(startsOf(crawler).map((start) => new URL(start.url).origin))]
}

/** The first start: what a path alone is taken from. */
export function homeOf(crawler: CrawlerSettings): URL {
  const [first] = startsOf(crawler)
  return new URL(first?.url ?? 'about:blank')
}
