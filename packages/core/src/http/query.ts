import { pairsOf, textOfValue } from './pairs.ts'
import type { Pairs } from './pairs.ts'

/** Query parameters: an object, pairs, URLSearchParams, or `a=1&b=2`. `null` removes a name; an array repeats it. */
export type Query = string | Pairs<QueryValue>

export type QueryValue = string | number | bigint | boolean

/**
 * Lays queries over one another: a name in a later one replaces all its values before, in the place of the first.
 *
 * What no layer names keeps its bytes and its order, since servers read encodings differently.
 *
 * @param search The URL's own query, with or without `?`.
 * @throws {DefinitionError} for a value that is an object; a secret too, since URLs are shown.
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

/**
 * A query as pairs, `null` where a name is to be removed.
 *
 * @throws {DefinitionError} as `mergeQuery`.
 */
export function queryPairs(query: Query): [name: string, value: string | null][] {
  const pairs = typeof query === 'string' ? new URLSearchParams(query) : query
  return Array.from(pairsOf<QueryValue>(pairs, 'the query'), ([name, value]) => [
    name,
    value === null ? null : textOfValue(value, name, 'the query'),
  ])
}

/** The values of each name, in the order of the names; no values remove it. */
function grouped(query: Query): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, value] of queryPairs(query)) {
    const group = groups.get(name) ?? []
    if (value !== null) group.push(value)
    groups.set(name, group)
  }
  return groups
}
