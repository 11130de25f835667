import { RecordError } from '../errors.ts'
import type { Plan } from './plan.ts'

/**
 * The key of a record, as text: which thing it is across runs.
 *
 * @throws {RecordError} when a field of the key is missing or empty.
 */
export function keyOf(plan: Plan, kind: string, record: unknown, url: URL): string | undefined {
  const fields = plan.crawler.keys?.[kind]
  if (fields === undefined) return undefined
  const values = ([fields].flat() as PropertyKey[]).map((field) => {
    const value: unknown = (record as { readonly [field: PropertyKey]: unknown })[field]
    if (value !== undefined && value !== null && value !== '') return value
    throw new RecordError({ kind, url }, [
      { path: String(field), message: 'is empty, but is part of the key' },
    ])
  })
  return values.length === 1 ? String(values[0]) : JSON.stringify(values)
}
