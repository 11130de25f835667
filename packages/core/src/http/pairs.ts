import { DefinitionError } from '../errors.ts'

/** Names with values as people write them: pairs, or an object, where an array repeats its name. */
export type Pairs<T> =
  | Iterable<readonly [name: string, value: T | null]>
  | { readonly [name: string]: T | readonly (T | null | undefined)[] | null | undefined }

type Entry<T> = readonly [string, T | readonly (T | null | undefined)[] | null | undefined]

/**
 * One pair for each value, in order; `undefined` is left out, `null` and an empty array are a name with `null`.
 *
 * @param place What they are, such as `headers`.
 * @throws {DefinitionError} for what is neither an object nor pairs.
 */
export function* pairsOf<T>(
  init: Pairs<T>,
  place: string,
): Iterable<readonly [name: string, value: T | null]> {
  for (const entry of entriesOf(init, place)) {
    if (!isEntry<T>(entry))
      throw new DefinitionError(`${place} has an entry that is not a pair of a name and a value`)
    const [name, value] = entry
    if (value === undefined) continue
    if (!Array.isArray(value)) yield [name, value as T | null]
    else if (value.length === 0) yield [name, null]
    else
      for (const single of value as readonly (T | null | undefined)[])
        if (single !== undefined) yield [name, single]
  }
}

function isEntry<T>(entry: unknown): entry is Entry<T> {
  return Array.isArray(entry) && typeof entry[0] === 'string'
}

function entriesOf<T>(init: Pairs<T>, place: string): Iterable<unknown> {
  if (typeof init !== 'object' || init === null) {
    const given = init === null ? 'null' : `a ${typeof init}`
    throw new DefinitionError(`${place} is ${given}: give an object or pairs of names and values`)
  }
  return Symbol.iterator in init ? (init as Iterable<unknown>) : Object.entries(init)
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
