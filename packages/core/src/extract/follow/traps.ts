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
  const segments = pathname.split('/')
  if (segments.length > DEEPEST) return 'trap: deep path'
  const most = (segment: string) => (/^(?:\d+|.?)$/.test(segment) ? MOST_SHORT : MOST_WORDS)
  return repeats(segments, MOST_WORDS, most) ? 'trap: repeated path' : undefined
}

function trapInQuery(search: string): Trap | undefined {
  // Encoded once more with each address around it: %2F, %252F, %25252F.
  if (search.includes('%2525') || search.split('?').length - 2 > MOST_NESTED) return 'trap: nested address'
  return repeats(search.slice(1).split('&'), MOST_PAIRS) ? 'trap: repeated query' : undefined
}

/** Whether one of the parts comes more than `most` times; where it does, `really` may allow it more. Few links get that far. */
function repeats(parts: readonly string[], most: number, really = (_part: string) => most): boolean {
  if (parts.length <= most) return false
  return parts.some((part, index) => {
    let count = 1
    for (let later = index + 1; later < parts.length; later++) if (parts[later] === part) count++
    return count > most && count > really(part)
  })
}
