/** Signs in an address that a site makes it up as it is followed. */
export type Trap =
  | 'trap: long address'
  | 'trap: deep path'
  | 'trap: repeated path'
  | 'trap: repeated query'
  | 'trap: nested address'
  | 'trap: nothing new'

/** What the sitemap protocol allows, in characters. */
const LONGEST = 2_048
/** In segments. */
const DEEPEST = 32
/** How often a word may stand in a path: more is a relative link that leads from each page one deeper. */
const MOST_WORDS = 3
/** The same of numbers and single letters, as dates, ids and folders of images have them. */
const MOST_SHORT = 7
/** How often a name may stand in a query with the same value. */
const MOST_PAIRS = 2
/** How many question marks may stand in a query, as of an address within an address. */
const MOST_NESTED = 2

/**
 * The trap that an address shows, one that grows by itself from page to page; `undefined` for almost all.
 *
 * The bounds lie beyond what real sites have, so a trap costs some pages before it is seen.
 */
export function trapIn({ href, pathname, search }: URL): Trap | undefined {
  if (href.length > LONGEST) return 'trap: long address'
  return trapInPath(pathname) ?? (search === '' ? undefined : trapInQuery(search))
}

function trapInPath(pathname: string): Trap | undefined {
  const segments = pathname.split('/').filter(Boolean)
  if (segments.length <= MOST_WORDS) return undefined
  if (segments.length > DEEPEST) return 'trap: deep path'
  const isRepeated = repeats(segments, (segment) => (/^(?:\d+|.)$/.test(segment) ? MOST_SHORT : MOST_WORDS))
  return isRepeated ? 'trap: repeated path' : undefined
}

function trapInQuery(search: string): Trap | undefined {
  // Encoded once more with each address around it: %2F, %252F, %25252F.
  if (search.includes('%2525') || search.split('?').length - 2 > MOST_NESTED) return 'trap: nested address'
  const pairs = search.slice(1).split('&').filter(Boolean)
  return repeats(pairs, () => MOST_PAIRS) ? 'trap: repeated query' : undefined
}

function repeats(parts: readonly string[], most: (part: string) => number): boolean {
  if (parts.length < 3) return false
  const counts = new Map<string, number>()
  return parts.some((part) => {
    const count = (counts.get(part) ?? 0) + 1
    counts.set(part, count)
    return count > most(part)
  })
}
