/** The codes of the letters that markup is made of. */
export const [EXCLAMATION, QUOTE, APOSTROPHE, DASH, SLASH] = [33, 34, 39, 45, 47]
export const [EQUALS, GREATER_THAN, QUESTION] = [61, 62, 63]
const [TAB, LINE_FEED, FORM_FEED, RETURN, SPACE] = [9, 10, 12, 13, 32]

export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

export function isBlank(code: number): boolean {
  return (
    code <= SPACE &&
    (code === SPACE || code === LINE_FEED || code === TAB || code === RETURN || code === FORM_FEED)
  )
}

/** Where a mark is found; the end of the page where it is not. */
export function find(page: string, mark: string, from: number): number {
  const found = page.indexOf(mark, from)
  return found < 0 ? page.length : found
}

export function skipBlanks(page: string, from: number): number {
  let at = from
  while (isBlank(page.charCodeAt(at))) at++
  return at
}

/** Where the name of a start tag ends. */
export function endOfTagName(page: string, from: number): number {
  let at = from
  for (; at < page.length; at++) {
    const code = page.charCodeAt(at)
    if (code === GREATER_THAN || code === SLASH || isBlank(code)) break
  }
  return at
}

/** Where the name of an attribute ends, which is not before its second letter. */
export function endOfAttributeName(page: string, from: number): number {
  let at = from + 1
  for (; at < page.length; at++) {
    const code = page.charCodeAt(at)
    if (code === EQUALS || code === GREATER_THAN || code === SLASH || isBlank(code)) break
  }
  return at
}

/** Where a value without quotes or the name of an end tag ends: there a slash is a letter. */
export function endOfWord(page: string, from: number): number {
  let at = from
  for (; at < page.length; at++) {
    const code = page.charCodeAt(at)
    if (code === GREATER_THAN || isBlank(code)) break
  }
  return at
}
