import { accountsOf } from './accounts.ts'
import { checkCrawler } from './check.ts'
import type { Crawler } from './definition.ts'
import { compilePaths, type PathMatcher } from './paths.ts'
import { homeOf, scopeOf, startsOf, type Scope } from './scope.ts'

/** A crawler that was checked, with what follows from its definition. */
export interface Plan {
  readonly crawler: Crawler
  readonly paths: PathMatcher
  readonly scope: Scope
  readonly starts: readonly PlannedStart[]
  /** The first start: what a path alone is taken from. */
  readonly home: URL
}

export interface PlannedStart {
  readonly url: URL
  readonly route: string
  readonly data: unknown
  readonly account: string
}

const plans = new WeakMap<object, Plan>()

/**
 * The plan of a crawler, made and checked once.
 *
 * @throws {DefinitionError} naming the wrong field and its mend.
 */
export function planOf(crawler: Crawler): Plan {
  const known = plans.get(crawler)
  if (known) return known
  checkCrawler(crawler)
  const paths = compilePaths(crawler.paths ?? {})
  const first = Object.keys(crawler.routes)[0] ?? ''
  const starts = startsOf(crawler).flatMap(({ url: address, route, data, account }) => {
    const url = new URL(address)
    const start = { url, route: route || paths.routeOf(url) || first, data }
    const names = account === undefined ? accountsOf(crawler).map(({ name }) => name) : [account]
    return names.map((name) => ({ ...start, account: name }))
  })
  const plan = { crawler, paths, scope: scopeOf(crawler), starts, home: homeOf(crawler) }
  plans.set(crawler, plan)
  return plan
}
