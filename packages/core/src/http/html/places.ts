import { EQUALS, GREATER_THAN, isBlank, SLASH } from './letters.ts'

/** Where a mark is found next; the end of the page where it is not. */
export function find(page: string, mark: string, from: number): number {
  const found = page.indexOf(mark, from)
  return found < 0 ? page.length : found
}

/** The first place from here on that is no white space. */
export function skipBlanks(page: string, from: number): number {
  let at = from
  while (isBlank(page.charCodeAt(at))) at++
  return at
}

/** Where a value without quotes ends, or the name of an end tag. */
export function endOfWord(page: string, from: number): number {
  let at = from
  while (at < page.length && !endsWord(page.charCodeAt(at))) at++
  return at
}

/** Where the name of a start tag ends. */
export function endOfTagName(page: string, from: number): number {
  let at = from
  while (at < page.length && !endsTagName(page.charCodeAt(at))) at++
  return at
}

/** Where the name of an attribute ends, of which the first letter may be any. */
export function endOfAttributeName(page: string, from: number): number {
  let at = from + 1
  while (at < page.length && !endsAttributeName(page.charCodeAt(at))) at++
  return at
}

function endsWord(code: number): boolean {
  return code === GREATER_THAN || isBlank(code)
}

function endsTagName(code: number): boolean {
  return code === SLASH || endsWord(code)
}

function endsAttributeName(code: number): boolean {
  return code === EQUALS || endsTagName(code)
}
