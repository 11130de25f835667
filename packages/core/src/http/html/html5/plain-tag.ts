import { html, Token } from 'parse5'

import { AMPERSAND, DASH, EQUALS, GREATER_THAN, NULL, QUOTE, RETURN, SLASH } from '../letters.ts'
import { skipBlanks } from '../places.ts'

/** A tag with more attributes is not plain, since each name is compared with all before it. */
export const MANY_ATTRIBUTES = 100

/** A tag of a page, and where its `>` stands. */
export interface PlainTag {
  readonly token: Token.TagToken
  readonly end: number
}

/**
 * Reads the tag that begins at a `<`, as parse5's tokenizer does in some fifty steps.
 *
 * `undefined` where it is not plain: a name that is not in lower case letters, digits and dashes, a value that is not in
 * double quotes or has an entity, a line that ends by a carriage return, a name twice, very many of them, or no end.
 */
export function plainTag(page: string, start: number): PlainTag | undefined {
  const isEnd = page.charCodeAt(start + 1) === SLASH
  const nameStart = isEnd ? start + 2 : start + 1
  if (!isSmallLetter(page.charCodeAt(nameStart))) return undefined
  const nameEnd = endOfPlainName(page, nameStart)
  const attrs: Token.Attribute[] = []
  const attributesEnd = readAttributes(page, nameEnd, attrs)
  const selfClosing = page.charCodeAt(attributesEnd) === SLASH
  const end = selfClosing ? attributesEnd + 1 : attributesEnd
  if (page.charCodeAt(end) !== GREATER_THAN) return undefined
  const token: Token.TagToken = {
    type: isEnd ? Token.TokenType.END_TAG : Token.TokenType.START_TAG,
    tagName: page.slice(nameStart, nameEnd),
    tagID: html.TAG_ID.UNKNOWN,
    selfClosing,
    ackSelfClosing: false,
    attrs,
    location: null,
  }
  return { token, end }
}

/** Collects attributes, and gives where something else stands. */
function readAttributes(page: string, start: number, into: Token.Attribute[]): number {
  let next = start
  for (;;) {
    const nameStart = skipBlanks(page, next)
    const nameEnd = endOfPlainName(page, nameStart)
    if (nameEnd === nameStart) return nameStart
    const name = page.slice(nameStart, nameEnd)
    if (into.length === MANY_ATTRIBUTES || into.some((attribute) => attribute.name === name)) return next
    const valueEnd = endOfValue(page, nameEnd)
    if (valueEnd < 0) return next
    into.push({ name, value: valueEnd === nameEnd ? '' : page.slice(nameEnd + 2, valueEnd - 1) })
    next = valueEnd
  }
}

/** Where `="value"` ends; `start` where there is none, and -1 where it is not plain. */
function endOfValue(page: string, start: number): number {
  if (page.charCodeAt(start) !== EQUALS) return start
  if (page.charCodeAt(start + 1) !== QUOTE) return -1
  let end = start + 2
  for (; end < page.length; end++) {
    const code = page.charCodeAt(end)
    if (code === QUOTE) return end + 1
    if (code === AMPERSAND || code === RETURN || code === NULL) return -1
  }
  return -1
}

/** Where a name in lower case letters, digits and dashes ends. */
export function endOfPlainName(page: string, start: number): number {
  let end = start
  let code = page.charCodeAt(end)
  while (isSmallLetter(code) || code === DASH || (code >= 48 && code <= 57)) code = page.charCodeAt(++end)
  return end
}

function isSmallLetter(code: number): boolean {
  return code >= 97 && code <= 122
}
