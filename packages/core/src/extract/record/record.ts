import { RecordError, type RecordIssue } from '../../errors.ts'
import type { Plan } from '../plan.ts'
import { isThenable } from '../route/run-route.ts'
import { keyOf } from './keys.ts'
import { lostInJson } from './lost-in-json.ts'
import { validate } from './schema.ts'

/** A record that was checked, as it can be kept. */
export interface CheckedRecord {
  readonly value: unknown
  /** Which thing it is; `undefined` where the crawler names no key. */
  readonly key: string | undefined
  readonly json: string
}

/** Where a record comes from. */
export interface RecordPlace {
  readonly kind: string
  readonly url: URL
  /** `file:line` of the route. */
  readonly location: () => string | undefined
}

/**
 * Checks what a route has returned: one record, an array of them, or nothing.
 *
 * @throws {RecordError} for what its schema refuses, for a key that is empty, and for what JSON would lose; of an
 * array it says which record.
 */
export async function checkRecords(
  plan: Plan,
  place: RecordPlace,
  outcome: unknown,
): Promise<readonly CheckedRecord[]> {
  if (outcome === undefined || outcome === null) return []
  if (!Array.isArray(outcome)) return [await checkRecord(plan, place, '', outcome)]
  const records: CheckedRecord[] = []
  for (const [index, value] of outcome.entries()) {
    records.push(await checkRecord(plan, place, String(index), value))
  }
  return records
}

async function checkRecord(
  plan: Plan,
  place: RecordPlace,
  index: string,
  given: unknown,
): Promise<CheckedRecord> {
  const wrong = (issues: readonly RecordIssue[]) =>
    new RecordError(
      { ...place, location: place.location() },
      issues.map(({ path, message }) => ({ path: [index, path].filter(Boolean).join('.'), message })),
    )
  if (isThenable(given))
    throw wrong([{ path: '', message: 'is a promise: await it, several by Promise.all' }])
  const schema = plan.crawler.records?.[place.kind]
  if (!schema) {
    throw wrong([{ path: '', message: `records.${place.kind} has no schema: add one to return records` }])
  }
  const { value, issues } = { value: undefined, ...(await validate(schema, given)) }
  if (issues) throw wrong(issues)
  const lost = lostInJson(value)
  if (lost) throw wrong([lost])
  const key = keyOf(plan.crawler.keys?.[place.kind], value)
  if (typeof key === 'object') throw wrong([key])
  return { value, key, json: JSON.stringify(value) }
}
