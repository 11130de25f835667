import { RecordError, type RecordIssue } from '../../errors.ts'
import type { Plan } from '../plan.ts'
import { isThenable } from '../route/run-route.ts'
import { keyOf } from './keys.ts'
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

/** What of a value JSON cannot keep, or would change without a word. */
function lostInJson(value: unknown, path = '', above: readonly object[] = []): RecordIssue | undefined {
  const kind = unkept(value)
  if (kind) return { path, message: `is ${kind}, which JSON does not have` }
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return undefined
  if (above.includes(value)) return { path, message: 'contains itself, which JSON cannot keep' }
  for (const [field, part] of Object.entries(value)) {
    // A field that is undefined is a field that is not there.
    const lost = part === undefined ? undefined : lostInJson(part, join(path, field), [...above, value])
    if (lost) return lost
  }
  return undefined
}

function unkept(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value)
  if (value instanceof Map) return 'a Map'
  if (value instanceof Set) return 'a Set'
  const type = typeof value
  if (type === 'undefined') return 'undefined'
  return type === 'bigint' || type === 'function' || type === 'symbol' ? `a ${type}` : undefined
}

function join(path: string, field: string): string {
  return path ? `${path}.${field}` : field
}
