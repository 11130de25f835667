import type { RecordIssue } from '../../errors.ts'

/**
 * The key of a record, as text: which thing it is across runs.
 *
 * @param fields Its field, or its fields together; `undefined` for records without a key.
 * @returns what is wrong where a part of the key is empty, or is no plain value.
 */
export function keyOf(
  fields: PropertyKey | readonly PropertyKey[] | undefined,
  record: unknown,
): string | undefined | RecordIssue {
  if (fields === undefined) return undefined
  const parts: (string | number | boolean)[] = []
  for (const field of [fields].flat<(typeof fields)[]>()) {
    const value = (record as { readonly [field: PropertyKey]: unknown } | null)?.[field]
    const part = plain(value)
    if (part === undefined) {
      const problem = isEmpty(value) ? 'is empty, but is part of the key' : NOT_PLAIN
      return { path: String(field), message: problem }
    }
    parts.push(part)
  }
  return parts.length === 1 ? String(parts[0]) : JSON.stringify(parts)
}

const NOT_PLAIN = 'is part of the key, and a key is made of text, numbers and dates'

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

function plain(value: unknown): string | number | boolean | undefined {
  if (isEmpty(value)) return undefined
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value instanceof Date ? value.toISOString() : undefined
}
