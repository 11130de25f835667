import { DefinitionError } from '../../errors.ts'
import { shown } from './rule.ts'

/**
 * The members of an array or any other iterable but a text.
 *
 * @param taker What they were given to, such as `jar.add`.
 * @throws {DefinitionError} for anything else.
 */
export function listed<T>(members: Iterable<T>, taker: string, what = 'cookies'): readonly T[] {
  const given: unknown = members
  if (typeof given === 'object' && given !== null && Symbol.iterator in given) return Array.from(members)
  throw new DefinitionError(`${taker} was given ${shown(given)}: give it an array of ${what}`)
}
