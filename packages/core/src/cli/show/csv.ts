import { isObject } from '../../session/check/is-object.ts'

/**
 * Records as CSV (RFC 4180), in two passes: the first finds every column, so that no field of a later record is lost.
 * The known ones come first, and are there without any record.
 *
 * What is no text, number or boolean is written as JSON; nothing is written for null and for a missing field, but `""` where
 * that would be a whole line: readers take an empty one for none.
 */
export async function* csvLines(
  records: () => AsyncIterable<unknown>,
  known: readonly string[] = [],
): AsyncGenerator<string> {
  const columns = new Set(known)
  for await (const record of records()) for (const field of Object.keys(asObject(record))) columns.add(field)
  if (columns.size === 0) return
  yield line([...columns])
  for await (const record of records()) {
    const fields = asObject(record)
    yield line([...columns].map((column) => fields[column]))
  }
}

function asObject(record: unknown): { readonly [field: string]: unknown } {
  return isObject(record) ? record : { value: record }
}

function line(values: readonly unknown[]): string {
  return `${values.map(field).join(',') || '""'}\r\n`
}

function field(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
