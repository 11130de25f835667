/** A path of a robots.txt, ready to be compared: `*` is anything, `$` at the end is the end (RFC 9309 section 2.2.3). */
export interface Pattern {
  /** In octets: of two patterns that match, the longer decides. */
  readonly length: number
  /** @param path - As `comparable` gives it. */
  matches(path: string): boolean
}

/** Takes a path apart at its wildcards. */
export function compilePattern(text: string): Pattern {
  const isWhole = text.endsWith('$')
  const parts = (isWhole ? text.slice(0, -1) : text).split('*').map(comparable)
  const length = parts.join('*').length + Number(isWhole)
  const [first = '', ...others] = parts.filter(
    (part, index) => part !== '' || index === 0 || index === parts.length - 1,
  )
  return {
    length,
    matches: (path) => path.startsWith(first) && follow(others, path, first.length, isWhole),
  }
}

/**
 * Whether parts come one after the other. The leftmost place is as good as any other, so no part is looked for twice and
 * the time is linear, whatever the pattern.
 */
function follow(parts: readonly string[], path: string, start: number, isWhole: boolean): boolean {
  let end = start
  for (const part of isWhole ? parts.slice(0, -1) : parts) {
    const found = path.indexOf(part, end)
    if (found < 0) return false
    end = found + part.length
  }
  const last = parts.at(-1)
  if (!isWhole) return true
  return last === undefined ? end === path.length : path.endsWith(last) && path.length - last.length >= end
}

/** An octet that is encoded, or a character that has to be: `*` and `$` too, which stand for themselves in a URL. */
const OCTETS = /%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~:/?#[\]@!&'()+,;=%]/gu
const NEEDS_NO_CODE = /[A-Za-z0-9\-._~']/

/** A path in the one way in which it can be compared (RFC 9309 section 2.2.2). */
export function comparable(path: string): string {
  return path.replaceAll(OCTETS, (octet) => {
    if (octet === '*') return '%2A'
    if (!octet.startsWith('%')) return encodeURIComponent(octet)
    const character = String.fromCodePoint(Number.parseInt(octet.slice(1), 16))
    return NEEDS_NO_CODE.test(character) ? character : octet.toUpperCase()
  })
}
