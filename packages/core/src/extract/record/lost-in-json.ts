import type { RecordIssue } from '../../errors.ts'

/**
 * What of a value JSON cannot keep, or would change without a word.
 *
 * @param above The objects that the value stands in.
 */
export function lostInJson(value: unknown, above: object[] = []): RecordIssue | undefined {
  if (typeof value !== 'object') return issue(unkept(value))
  if (value === null || hasOwnJson(value)) return issue(isInvalidDate(value) ? 'an invalid Date' : undefined)
  if (above.includes(value)) return { path: '', message: 'contains itself, which JSON cannot keep' }
  const isList = Array.isArray(value)
  if (!isList && !isPlain(value)) return issue(kindOf(value), ': give a plain object, a list or a text')
  above.push(value)
  const lost = isList ? lostInList(value, above) : lostInFields(value, above)
  above.pop()
  return lost
}

function lostInList(list: readonly unknown[], above: object[]): RecordIssue | undefined {
  for (let index = 0; index < list.length; index++) {
    const lost = lostInJson(list[index], above)
    if (lost) return within(String(index), lost)
  }
  return undefined
}

function lostInFields(fields: object, above: object[]): RecordIssue | undefined {
  for (const [field, value] of Object.entries(fields)) {
    // A field that is undefined is a field that is not there.
    const lost = value === undefined ? undefined : lostInJson(value, above)
    if (lost) return within(field, lost)
  }
  return undefined
}

function within(field: string, { path, message }: RecordIssue): RecordIssue {
  return { path: path ? `${field}.${path}` : field, message }
}

function issue(kind: string | undefined, mend = ''): RecordIssue | undefined {
  return kind === undefined ? undefined : { path: '', message: `is ${kind}, which JSON does not have${mend}` }
}

function unkept(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value)
  if (value === undefined) return 'undefined'
  const type = typeof value
  return type === 'bigint' || type === 'function' || type === 'symbol' ? `a ${type}` : undefined
}

/** Whether it says itself what it is in JSON, as dates and URLs do. */
function hasOwnJson(value: object): boolean {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

function isInvalidDate(value: unknown): boolean {
  return value instanceof Date && Number.isNaN(value.getTime())
}

/** Whether it is no object of a class: JSON keeps nothing of a RegExp, and of many others not what makes them. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // Other realms, as of node:vm, have an `Object` of their own.
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
}

function kindOf({ constructor }: object): string {
  const name = constructor?.name || 'object of a class'
  return `${/^[AEIOaeio]/.test(name) ? 'an' : 'a'} ${name}`
}
