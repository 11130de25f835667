import { DefinitionError } from '../errors.ts'
import { accountNamed } from '../extract/accounts.ts'
import type { Crawler } from '../extract/definition.ts'
import { extractPage, type Extraction, type PageExtraction } from '../extract/extract.ts'
import { planOf, type Plan } from '../extract/plan.ts'
import { makeLink } from '../frontier/link.ts'
import type { Store } from '../frontier/store.ts'
import type { Response } from '../http/response.ts'
import { normalizeUrl } from '../http/url.ts'
import { didYouMean } from '../session/check/nearest.ts'
import { machineSeal } from '../session/state/seal.ts'
import { asError } from '../thrown.ts'
import { openSession } from './login/open-session.ts'
import { readable } from './page/readable.ts'
import { limiterOf } from './politeness/limiter-of.ts'

/** How one page is fetched. */
export interface FetchPageOptions {
  /** Where the crawler's signed-in session is kept. */
  readonly store: Store
  /** Default: the route that `paths` says. */
  readonly route?: string
  /** The account that fetches it; to be named where the crawler has several. */
  readonly account?: string
  /** What `follow` would have given to the route. */
  readonly data?: unknown
}

/** One page, and what its route made of it. */
export interface FetchedPage {
  readonly route: string
  /** Who it was fetched as; empty where the crawler has no accounts. */
  readonly account: string
  readonly response: Response
  /** Or why the route could not read it: a `RequestError` where the page is at fault, which a run would not read either. */
  readonly extraction: FetchedExtraction | Error
}

/** What a route made of a page, and the selectors that it followed though what they match there neither is nor holds a link. */
export interface FetchedExtraction extends Extraction {
  readonly linkless: readonly string[]
}

/**
 * Fetches one page through the crawler's session, signed in where it must be, and runs its route on it.
 * Nothing is queued and no record or file is kept; a login is.
 *
 * @throws {DefinitionError} when no route takes the URL, or there is none of the name given.
 */
export async function fetchPage(
  crawler: Crawler,
  address: string,
  options: FetchPageOptions,
): Promise<FetchedPage> {
  const plan = planOf(crawler)
  const url = urlOf(plan, address)
  const route = routeOf(plan, url, options.route)
  const account = accountNamed(crawler, options.account)
  using turns = limiterOf(crawler)
  const session = await openSession(crawler, account, { store: options.store, seal: machineSeal(), turns })
  try {
    const link = makeLink({ url: normalizeUrl(url, crawler), route, account: account.name, depth: 0 })
    const { response } = await session.fetch(link, new AbortController().signal)
    const read = async () => extractPage(plan, route, readable(plan, response), options.data, account.name)
    const extraction = await read().then((found) => toExtraction(found, response.body), asError)
    return { route, account: account.name, response, extraction }
  } finally {
    await session.close()
  }
}

function toExtraction({ records, links, leads, files }: PageExtraction, body: Uint8Array): FetchedExtraction {
  const linkless = leads.filter(([, leadsOn]) => !leadsOn).map(([selector]) => selector)
  return {
    records: records.map(({ value }) => value),
    links,
    files: files.map((name) => ({ name, body })),
    linkless,
  }
}

function urlOf({ home }: Plan, address: string): URL {
  const url = URL.parse(address, home.href)
  if (url) return url
  const problem = `${JSON.stringify(address)} is no URL: write a whole one, or a path on the crawler's site`
  throw new DefinitionError(problem)
}

function routeOf({ crawler, starts, paths }: Plan, url: URL, named: string | undefined): string {
  const names = Object.keys(crawler.routes)
  const start = starts.find(({ isSitemap, url: { href } }) => !isSitemap && href === url.href)
  const route = named ?? paths.routeOf(url) ?? start?.route
  if (route === undefined) {
    throw new DefinitionError(
      `no route takes ${url.href}: name one of ${names.join(', ')} with --route, or give the crawler paths`,
    )
  }
  if (names.includes(route)) return route
  throw new DefinitionError(
    `${crawler.name} has no route ${JSON.stringify(route)}${didYouMean(route, names) || `, but ${names.join(', ')}`}`,
  )
}
