/** Names with values as people write them: pairs, or an object, where an array repeats its name. */
export type Pairs<T> =
  | Iterable<readonly [name: string, value: T]>
  | { readonly [name: string]: T | readonly T[] | null | undefined }

/** One pair for each value, in order; `undefined` is left out, `null` and an empty array are a name with `null`. */
export function* pairsOf<T>(init: Pairs<T>): Iterable<readonly [name: string, value: T | null]> {
  if (Symbol.iterator in init) {
    yield* init as Iterable<readonly [string, T]>
    return
  }
  for (const [name, value] of Object.entries(init)) {
    if (value === undefined) continue
    if (!Array.isArray(value)) yield [name, value as T | null]
    else if (value.length === 0) yield [name, null]
    else for (const single of value as readonly T[]) yield [name, single]
  }
}
