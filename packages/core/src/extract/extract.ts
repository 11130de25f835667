import {
  BodyError,
  DefinitionError,
  listIssues,
  RouteError,
  TryAgainError,
  type CrawlError,
} from '../errors.ts'
import type { Response } from '../http/response.ts'
import { accountsOf } from './accounts.ts'
import type { Crawler, Input, Output, Schema } from './definition.ts'
import type { FollowedLink } from './follow/judge-link.ts'
import type { Leads } from './follow/leads.ts'
import { Links } from './follow/links.ts'
import { planOf, type Plan } from './plan.ts'
import { readingOf } from './reading.ts'
import { checkRecords, type CheckedRecord } from './record/record.ts'
import { validate } from './record/schema.ts'
import { RoutePage } from './route-page.ts'
import { definedAt, thrownAt } from './route/location.ts'
import { RouteTimeout, runRoute } from './route/run-route.ts'
import { SavedNames, type SavedFile } from './save/saved-names.ts'

/** What a page means: its records, checked by their schema, the links it follows, and the files it is kept as. */
export interface Extraction<T = unknown> {
  readonly records: readonly T[]
  readonly links: readonly FollowedLink[]
  readonly files: readonly SavedFile[]
}

/** An extraction whose records are ready to be kept. */
export interface PageExtraction {
  readonly records: readonly CheckedRecord[]
  readonly links: readonly FollowedLink[]
  readonly leads: Leads
  /** Under which names its body is to be kept. */
  readonly files: readonly string[]
}

/**
 * Runs one route on one page, offline: what a test runs on a saved page is what the engine runs.
 *
 * @throws {RouteError} when the route throws or takes too long, or its data is wrong; `TryAgainError` when it asks for another try.
 * @throws {RecordError} when a record does not match its schema, has an empty key, or cannot be kept as JSON.
 * @throws {BodyError} when the page is not what it says, such as JSON that is none.
 */
export async function extract<R extends string, S, D, K extends R>(
  crawler: Crawler<R, S, D>,
  route: K,
  response: Response,
  ...data: K extends keyof D ? (D[K] extends Schema ? [data: Input<D, K>] : []) : []
): Promise<Extraction<Output<S, K>>> {
  const plan = planOf(crawler as unknown as Crawler)
  const account = firstAccount(plan)
  const page = response.with(readingOf(plan.crawler, account))
  const { records, links, files } = await extractPage(plan, route, page, data[0], account)
  const { body } = page
  return {
    records: records.map(({ value }) => value as Output<S, K>),
    links,
    files: files.map((name) => ({ name, body })),
  }
}

function firstAccount({ crawler }: Plan): string {
  return accountsOf(crawler)[0]?.name ?? ''
}

/**
 * `extract` for a route that is known only by name, and for one account: the first where none is named.
 *
 * @param run Calls the route, and ends it when it takes too long.
 */
export async function extractPage(
  plan: Plan,
  route: string,
  response: Response,
  data: unknown,
  account = firstAccount(plan),
  run = runRoute,
): Promise<PageExtraction> {
  const target = plan.crawler.routes[route] as ((page: unknown) => unknown) | undefined
  if (!target) {
    const names = Object.keys(plan.crawler.routes).join(', ')
    throw new DefinitionError(
      `crawler ${plan.crawler.name} has no route ${JSON.stringify(route)}: it has ${names}`,
    )
  }
  const place = { url: response.url, route }
  const [links, saved] = [new Links(plan, response, route), new SavedNames(response, route)]
  const page = new RoutePage(plan, route, response, account, await checkedData(plan, place, data), {
    links,
    saved,
  })
  const limit = plan.crawler.routeTimeout ?? 30_000
  const outcome = await run(() => target(page), limit)
    .catch((error: unknown) => {
      throw faultOf(error, place, target)
    })
    .finally(() => {
      links.close()
      saved.close()
    })
  const records = await checkRecords(
    plan,
    { kind: route, url: response.url, location: () => definedAt(target) },
    outcome,
  )
  return { records, links: links.found, leads: links.leads, files: saved.found }
}

interface Place {
  readonly url: URL
  readonly route: string
}

type AnyRoute = (page: unknown) => unknown

function faultOf(error: unknown, place: Place, route: AnyRoute): CrawlError {
  if (error instanceof RouteTimeout) {
    const problem = `did not return within ${error.limit / 1_000} s`
    return new RouteError('ROUTE_TIMEOUT', { ...place, location: definedAt(route) }, problem)
  }
  // A page that is not what it says, such as JSON that is none, is the page's fault and not the route's.
  if (error instanceof BodyError || error instanceof TryAgainError) return error
  const location = thrownAt(error) ?? definedAt(route)
  return new RouteError('ROUTE_THREW', { ...place, location }, `threw: ${messageOf(error)}`, { cause: error })
}

/** What the parser of selectors says does not tell that it is about one. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isOfSelector = /^.*\n\s+at .*[\\/]css-(?:what|select)[\\/]/.test(error.stack ?? '')
  return isOfSelector ? `a selector cannot be read: ${error.message.trim()}` : error.message
}

async function checkedData(plan: Plan, place: Place, data: unknown): Promise<unknown> {
  const schema = plan.crawler.data?.[place.route]
  if (!schema) return undefined
  const verdict = await validate(schema, data)
  if (!verdict.issues) return verdict.value
  throw new RouteError('ROUTE_DATA', place, `was given wrong data: ${listIssues(verdict.issues)}`)
}
