import { DefinitionError } from '../errors.ts'
import { accountsOf } from './accounts.ts'
import { checkCrawler } from './check/check.ts'
import type { Crawler } from './definition.ts'
import { JudgedLinks } from './follow/judged-links.ts'
import { homeOf, scopeOf, type Scope } from './follow/scope.ts'
import { compilePaths, type PathMatcher } from './paths.ts'
import { startsOf, type LongStart } from './start.ts'

/** A crawler that was checked, with what follows from its definition. */
export interface Plan {
  readonly crawler: Crawler
  readonly paths: PathMatcher
  readonly scope: Scope
  readonly links: JudgedLinks
  readonly starts: readonly PlannedStart[]
  /** The first start: what a path alone is taken from. */
  readonly home: URL
}

/** A start whose route is known; of a sitemap that of its pages, where one was named. */
export interface PlannedStart extends LongStart {
  readonly url: URL
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
  try {
    const plan = makePlan(crawler)
    plans.set(crawler, plan)
    return plan
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error
    throw new DefinitionError(`crawler ${crawler.name}: ${error.message}`, { cause: error })
  }
}

function makePlan(crawler: Crawler): Plan {
  const paths = compilePaths(crawler.paths ?? {})
  const first = Object.keys(crawler.routes)[0] ?? ''
  const starts = startsOf(crawler).flatMap((start) => {
    const url = new URL(start.url)
    const route = start.isSitemap ? start.route : start.route || paths.routeOf(url) || first
    const names = start.account === undefined ? accountsOf(crawler).map(({ name }) => name) : [start.account]
    return names.map((account) => ({ ...start, url, route, account }))
  })
  const rules = { crawler, paths, scope: scopeOf(crawler) }
  checkCovered(starts, rules.scope)
  return { ...rules, links: new JudgedLinks(rules), starts, home: homeOf(crawler) }
}

/** @throws {DefinitionError} for a page to begin with that leads nowhere, since all links beside it would be off-site. */
function checkCovered(starts: readonly PlannedStart[], scope: Scope): void {
  const stray = starts.find(({ url, isSitemap }) => !isSitemap && scope(url) === 'off-site')
  if (!stray) return
  const { origin } = stray.url
  throw new DefinitionError(
    `start is at ${origin}, which site does not cover: name it in site, or in allow if it is crawled without credentials`,
  )
}
