import { pairsOf, textOfValue } from '../../http/pairs.ts'
import type { Pairs } from '../../http/pairs.ts'
import { Secret } from '../secret.ts'

/** A value of a form's field; numbers and booleans are sent as text. */
export type FieldValue = string | number | bigint | boolean | Secret

/** Fields of a form: an object, pairs, or URLSearchParams. An array repeats a name; `null` and `undefined` leave it out. */
export type FormInit = Pairs<FieldValue>

/**
 * The fields as they are sent, in order.
 *
 * @throws {DefinitionError} for a value that is an object.
 */
export function formFields(form: FormInit): { fields: [name: string, value: string][]; hasSecret: boolean } {
  let hasSecret = false
  const fields: [string, string][] = []
  for (const [name, value] of pairsOf(form, 'the form')) {
    if (value === null) continue
    if (value instanceof Secret) hasSecret = true
    fields.push([name, value instanceof Secret ? value.reveal() : textOfValue(value, name, 'the form')])
  }
  return { fields, hasSecret }
}
