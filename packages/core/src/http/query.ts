import { pairsOf } from './pairs.ts'
import type { Pairs } from './pairs.ts'

/** Query parameters: an object, pairs, or URLSearchParams. `null` removes a name; an array repeats it. */
export type Query = Pairs<QueryValue>

export type QueryValue = string | number | bigint | boolean

/**
 * Lays queries over one another: a name in a later one replaces all its values before, in the place of the first.
 *
 * What no layer names keeps its bytes and its order, since servers read encodings differently.
 *
 * @param search The URL's own query, with or without `?`.
 */
export function mergeQuery(search: string, ...layers: (Query | undefined)[]): string {
  let pairs = search.replace(/^\?/, '').split('&').filter(Boolean)
  for (const layer of layers) {
    if (!layer) continue
    for (const [name, values] of grouped(layer)) pairs = replaced(pairs, name, values)
  }
  return pairs.join('&')
}

function replaced(pairs: string[], name: string, values: string[]): string[] {
  const first = pairs.findIndex((pair) => nameOf(pair) === name)
  const added = values.map((value) => new URLSearchParams([[name, value]]).toString())
  if (first < 0) return [...pairs, ...added]
  const rest = pairs.filter((pair) => nameOf(pair) !== name)
  rest.splice(first, 0, ...added)
  return rest
}

function nameOf(pair: string): string {
  return new URLSearchParams(pair).keys().next().value ?? ''
}

/** The values of each name, in the order of the names; no values remove it. */
function grouped(query: Query): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, value] of pairsOf(query)) {
    const group = groups.get(name) ?? []
    if (value !== null) group.push(String(value))
    groups.set(name, group)
  }
  return groups
}
