import { detach } from '../../http/detach.ts'
import { normalizeUrl } from '../../http/url.ts'
import type { Plan } from '../plan.ts'
import type { SkipReason } from './scope.ts'
import { trapIn } from './traps.ts'

/** What of a crawler decides on links. */
export type LinkRules = Pick<Plan, 'crawler' | 'paths' | 'scope'>

/** A link that a page asked for: with the route it goes to, or the reason why it goes nowhere. */
export interface FollowedLink {
  /** Normalised; as it was written where it is no URL. */
  readonly url: string
  readonly route: string
  readonly data: unknown
  readonly skip: SkipReason | undefined
  /** Default GET. */
  readonly method?: string
  /** Its own, over those of the session. */
  readonly headers?: { readonly [name: string]: string }
  /** A form or JSON, as it is sent. */
  readonly body?: string
}

/** Longer addresses of links that are not followed are cut: one may be a whole file in a data: URL. */
const LONGEST_SKIPPED = 2_000

/**
 * Decides whether a link is followed, and where it goes.
 *
 * @param address - as it was written, and `url` what it means; `null` where it is no URL.
 * @param route - the route that it was followed to; without one it goes where `paths` says.
 */
export function judgeLink(
  { crawler, paths, scope }: LinkRules,
  address: string,
  url: URL | null,
  route: string | undefined,
): FollowedLink {
  if (!url)
    return { url: detach(address.slice(0, LONGEST_SKIPPED)), route: '', data: undefined, skip: 'not a URL' }
  const target = route ?? paths.routeOf(url)
  const trap = crawler.traps === false ? undefined : trapIn(url)
  const skip = scope(url) ?? trap ?? (target === undefined ? 'no route' : undefined)
  // What needed no change is still a part of its page.
  const normalized = detach(normalizeUrl(url, crawler))
  if (skip) return { url: normalized.slice(0, LONGEST_SKIPPED), route: '', data: undefined, skip }
  return { url: normalized, route: target ?? '', data: undefined, skip }
}
