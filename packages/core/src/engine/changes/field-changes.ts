import { isDeepStrictEqual } from 'node:util'

import { isObject } from '../../session/check/is-object.ts'

/** How one field of a record differs. */
export interface FieldChange {
  /** As in `lines.total`; empty for a record that is no object. */
  readonly path: string
  /** `undefined` where the field is new. */
  readonly before: unknown
  /** `undefined` where the field is lost. */
  readonly after: unknown
}

/** What differs between two values out of JSON: objects field by field, everything else as a whole. */
export function fieldChanges(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (isObject(before) && isObject(after)) {
    const fields = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...fields].flatMap((field) =>
      fieldChanges(own(before, field), own(after, field), path ? `${path}.${field}` : field),
    )
  }
  return isDeepStrictEqual(before, after) ? [] : [{ path, before, after }]
}

/** A field of a record, which may be called as what every object has, such as `constructor`. */
function own(record: Readonly<{ [field: string]: unknown }>, field: string): unknown {
  return Object.hasOwn(record, field) ? record[field] : undefined
}
