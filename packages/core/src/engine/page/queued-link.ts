import type { SkipReason } from '../../extract/follow/scope.ts'
import type { Plan } from '../../extract/plan.ts'
import { makeLink } from '../../frontier/link.ts'
import type { Link } from '../../frontier/store.ts'
import { unitOf } from '../politeness/rate.ts'

/** A link as it was found. */
interface FoundLink {
  readonly url: string
  readonly route: string
  readonly data?: unknown
  readonly skip?: SkipReason | undefined
}

/** A link as it goes into the queue: with the priority of its route, or skipped where it lies too deep. */
export function queuedLink(
  { crawler }: Plan,
  link: FoundLink,
  place: { readonly depth: number; readonly account?: string },
): Link {
  const isTooDeep = place.depth > (crawler.limits?.depth ?? Infinity)
  const skip: SkipReason | undefined = link.skip ?? (isTooDeep ? 'depth' : undefined)
  return makeLink({
    ...link,
    ...place,
    skip,
    unit: unitOf(crawler),
    priority: crawler.priorities?.[link.route] ?? 0,
  })
}
