import { DefinitionError } from '../../errors.ts'
import { isHtmlParser } from '../../http/html.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { shown } from '../../session/check/rule.ts'
import { cronOf } from '../cron.ts'
import type { Crawler, CrawlerSettings, Rate, Schema } from '../definition.ts'
import { driftComplaints, isShare } from '../drift-limits.ts'
import { limitComplaints } from '../limits.ts'
import { loginComplaints } from './check-login.ts'
import { sessionComplaints } from './check-session.ts'
import { startComplaints } from './check-start.ts'
import { complainOfNumber } from './complaints.ts'

/** Every field of a crawler. */
export const FIELDS: ReadonlySet<keyof Crawler> = new Set([
  'name',
  'start',
  'site',
  'allow',
  'schedule',
  'timeZone',
  'rate',
  'patience',
  'robots',
  'login',
  'accounts',
  'session',
  'parser',
  'tries',
  'retryStatuses',
  'routeTimeout',
  'allowFailed',
  'drift',
  'keepRuns',
  'revalidate',
  'sortQuery',
  'limits',
  'traps',
  'priorities',
  'paths',
  'records',
  'keys',
  'data',
  'idempotent',
  'routes',
])

const RATE_FIELDS = ['perSecond', 'concurrency', 'burst', 'per']

/**
 * Checks a crawler's definition field by field, as a JavaScript user may have got any of it wrong.
 *
 * @throws {DefinitionError} naming the crawler, the field and the mend.
 */
export function checkCrawler(value: unknown): asserts value is Crawler {
  if (typeof value !== 'object' || value === null) {
    throw new DefinitionError(`this is no crawler but ${typeof value}: make one with defineCrawler({ … })`)
  }
  const crawler = value as Crawler
  if (typeof crawler.name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(crawler.name)) {
    throw new DefinitionError(
      `a crawler's name is ${shown(crawler.name)}: give it a name of letters, digits, "-" and "_"`,
    )
  }
  for (const complaint of complaints(crawler))
    throw new DefinitionError(`crawler ${crawler.name}: ${complaint}`)
  cronOf(crawler)
}

function* complaints(crawler: Crawler): Generator<string> {
  for (const field of Object.keys(crawler)) {
    if (!(FIELDS as ReadonlySet<string>).has(field))
      yield `${field} is no field of a crawler${didYouMean(field, FIELDS)}`
  }
  yield* routeComplaints(crawler)
  yield* startComplaints(crawler)
  yield* mapComplaints(crawler)
  yield* settingComplaints(crawler)
  yield* limitComplaints(crawler.limits)
  yield* driftComplaints(crawler.drift)
  if (crawler.traps !== undefined && typeof crawler.traps !== 'boolean')
    yield `traps is ${shown(crawler.traps)}: write false to follow every address, however long it grows`
  if (crawler.revalidate !== undefined && typeof crawler.revalidate !== 'boolean')
    yield `revalidate is ${shown(crawler.revalidate)}: write true to fetch only what has changed since the run before`
  if (crawler.revalidate && crawler.login)
    yield 'revalidate does not go with login: that a page has not changed does not show who is signed in. Leave it out'
  yield* idempotentComplaints(crawler)
}

function* routeComplaints({ routes }: Crawler): Generator<string> {
  if (typeof routes !== 'object' || routes === null || Object.keys(routes).length === 0) {
    yield 'routes is empty: name at least one, as in routes: { list({ $, follow }) { … } }'
    return
  }
  for (const [name, route] of Object.entries(routes)) {
    if (typeof route !== 'function')
      yield `routes.${name} is ${shown(route)}: a route is a function of a page`
  }
}

function* mapComplaints(crawler: Crawler): Generator<string> {
  const routes = Object.keys(crawler.routes)
  for (const field of ['paths', 'records', 'keys', 'data', 'priorities'] as const) {
    for (const [name, entry] of Object.entries(crawler[field] ?? {})) {
      if (!routes.includes(name)) yield `${field}.${name} belongs to no route${didYouMean(name, routes)}`
      if (field === 'paths' && !isPath(entry))
        yield `paths.${name} is ${shown(entry)}: write a path, as in "/orders/:id", or an array of them`
      if ((field === 'records' || field === 'data') && !isSchema(entry)) {
        yield `${field}.${name} is no schema: give one of zod, valibot, arktype or another Standard Schema library`
      }
      if (field === 'priorities' && !Number.isSafeInteger(entry)) {
        yield `priorities.${name} is ${shown(entry)}: write a whole number; higher is sooner, and 0 is what the others have`
      }
      if (field === 'keys' && !crawler.records?.[name]) {
        yield `keys.${name} has no records.${name} beside it: a key belongs to a record with a schema`
      }
      if (field === 'keys' && Array.isArray(entry) && entry.length === 0) {
        yield `keys.${name} is empty: name at least one field, or leave it out`
      }
    }
  }
}

function* settingComplaints(crawler: CrawlerSettings): Generator<string> {
  const { timeZone, rate, patience, parser, tries, retryStatuses, routeTimeout, allowFailed } = crawler
  if (timeZone !== undefined && !isTimeZone(timeZone))
    yield `timeZone is ${shown(timeZone)}: write one such as 'Europe/Berlin'`
  if (rate !== undefined && rate !== 'fast') yield* rateComplaints(rate)
  if (parser !== undefined && !isHtmlParser(parser))
    yield `parser is ${shown(parser)}: write 'html5' or 'fast'`
  yield* complainOfNumber('patience', patience)
  yield* complainOfNumber('tries', tries, 'whole number')
  yield* complainOfNumber('keepRuns', crawler.keepRuns, 'whole number')
  const mend = 'write statuses from 300 to 599, as in [403]'
  if (retryStatuses !== undefined && !Array.isArray(retryStatuses))
    yield `retryStatuses is ${shown(retryStatuses)}: ${mend}`
  for (const status of [retryStatuses ?? []].flat())
    if (!isErrorStatus(status)) yield `retryStatuses has ${shown(status)}: ${mend}`
  yield* complainOfNumber('routeTimeout', routeTimeout)
  if (
    allowFailed !== undefined &&
    !isShare(allowFailed) &&
    !(typeof allowFailed === 'number' && allowFailed >= 0)
  ) {
    yield `allowFailed is ${shown(allowFailed)}: write a number of pages, or a share such as "1%"`
  }
  yield* sessionComplaints(crawler.session)
  yield* loginComplaints(crawler)
}

function isTimeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && Intl.DateTimeFormat('en', { timeZone: value }) !== undefined
  } catch {
    return false
  }
}

function isErrorStatus(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 300 && Number(value) <= 599
}

function* idempotentComplaints({ idempotent, routes }: Crawler): Generator<string> {
  if (idempotent === undefined || typeof idempotent === 'boolean') return
  if (!Array.isArray(idempotent)) {
    yield `idempotent is ${shown(idempotent)}: write true, or the routes whose requests may be sent twice`
    return
  }
  for (const name of idempotent) {
    if (!Object.hasOwn(routes, name))
      yield `idempotent has ${shown(name)}, which is no route${didYouMean(name, Object.keys(routes))}`
  }
}

function* rateComplaints(rate: Rate): Generator<string> {
  if (typeof rate !== 'object' || rate === null) {
    yield `rate is ${shown(rate)}: write { perSecond: 2, concurrency: 2 }, or 'fast'`
    return
  }
  for (const field of Object.keys(rate)) {
    if (!RATE_FIELDS.includes(field))
      yield `rate.${field} is no field of a rate${didYouMean(field, RATE_FIELDS)}`
  }
  yield* complainOfNumber('rate.perSecond', rate.perSecond)
  yield* complainOfNumber('rate.concurrency', rate.concurrency, 'whole number')
  yield* complainOfNumber('rate.burst', rate.burst, 'whole number')
  if (rate.per !== undefined && !['domain', 'origin'].includes(rate.per))
    yield `rate.per is ${shown(rate.per)}: write 'domain' or 'origin'`
}

function isPath(value: unknown): boolean {
  const paths = [value].flat()
  return paths.length > 0 && paths.every((path) => typeof path === 'string')
}

function isSchema(value: unknown): value is Schema {
  const schema = value as Partial<Schema> | null | undefined
  return typeof schema?.['~standard']?.validate === 'function'
}
