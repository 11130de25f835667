import { didYouMean } from '../session/check/nearest.ts'
import { shown } from '../session/check/rule.ts'
import { complainOfNumber } from './check/complaints.ts'

/** How large the part of a run may become that falls to one site. */
export interface SiteLimits {
  /** Pages, those that failed for good among them, and sitemaps. */
  readonly pages?: number
  /** Bytes of the pages, as they were when decoded. */
  readonly bytes?: number
  /** Pages that failed for good. */
  readonly errors?: number
}

/**
 * How large a run may become. It ends at the first of these that it reaches, and nothing of it is lost: with a higher limit it
 * goes on, else the next run begins anew. All of them count the whole run, however often it was interrupted, but `minutes`.
 */
export interface Limits extends SiteLimits {
  /** Links from the start to a page, as it was found first; pages further away are skipped as `depth`. */
  readonly depth?: number
  /** Minutes of one call of `crawl`; the next goes on. */
  readonly minutes?: number
  /** For each site on its own: one that is full rests, and the others go on. */
  readonly perSite?: SiteLimits
}

const SITE_FIELDS = ['pages', 'bytes', 'errors']
const FIELDS = [...SITE_FIELDS, 'depth', 'minutes', 'perSite']

/** What is wrong about limits, as a JavaScript user may have written them. */
export function* limitComplaints(limits: Limits | undefined): Generator<string> {
  if (limits === undefined) return
  yield* fieldComplaints('limits', limits, FIELDS)
  if (limits?.perSite !== undefined) yield* fieldComplaints('limits.perSite', limits.perSite, SITE_FIELDS)
}

function* fieldComplaints(name: string, limits: object, fields: readonly string[]): Generator<string> {
  if (typeof limits !== 'object' || limits === null) {
    yield `${name} is ${shown(limits)}: write { pages: 1_000 }, or another of ${fields.join(', ')}`
    return
  }
  for (const [field, value] of Object.entries(limits)) {
    if (!fields.includes(field)) yield `${name}.${field} is no limit${didYouMean(field, fields)}`
    else if (field === 'minutes') yield* complainOfNumber(`${name}.${field}`, value)
    else if (field !== 'perSite') yield* complainOfNumber(`${name}.${field}`, value, 'whole number')
  }
}
