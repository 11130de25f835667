import { DefinitionError } from '../errors.ts'

/** Names with values as people write them: pairs, or an object, where an array repeats its name. */
export type Pairs<T> =
  | Iterable<readonly [name: string, value: T]>
  | { readonly [name: string]: T | readonly (T | null | undefined)[] | null | undefined }

/**
 * One pair for each value, in order; `undefined` is left out, `null` and an empty array are a name with `null`.
 *
 * @throws {DefinitionError} for what is neither an object nor pairs.
 */
export function* pairsOf<T>(init: Pairs<T>): Iterable<readonly [name: string, value: T | null]> {
  if (typeof init !== 'object')
    throw new DefinitionError(`names and values are an object or pairs, not a ${typeof init}`)
  const entries: Iterable<readonly [string, T | readonly (T | null | undefined)[] | null | undefined]> =
    Symbol.iterator in init ? (init as Iterable<readonly [string, T]>) : Object.entries(init)
  for (const [name, value] of entries) {
    if (value === undefined) continue
    if (!Array.isArray(value)) yield [name, value as T | null]
    else if (value.length === 0) yield [name, null]
    else
      for (const single of value as readonly (T | null | undefined)[])
        if (single !== undefined) yield [name, single]
  }
}

/**
 * A value as text.
 *
 * @param place What has it, such as `the query`.
 * @throws {DefinitionError} for an object or a function, whose text would say nothing.
 */
export function textOfValue(value: unknown, name: string, place: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value)
  throw new DefinitionError(
    `${place} has a value for ${name} that is no text, number or boolean: write it as text`,
  )
}
