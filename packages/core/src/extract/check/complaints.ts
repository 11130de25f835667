import { shown } from '../../session/check/rule.ts'

/** Complains of what is there and no number above 0, or no whole one where it must be. */
export function* complainOfNumber(
  field: string,
  value: unknown,
  kind: 'number' | 'whole number' = 'number',
): Generator<string> {
  if (value === undefined) return
  const isOfKind = kind === 'number' ? typeof value === 'number' : Number.isInteger(value)
  if (isOfKind && Number(value) > 0) return
  yield `${field} is ${shown(value)}: write a ${kind} above 0`
}
