import { html, Token } from 'parse5'

const [TAB, LINE_FEED, FORM_FEED, RETURN, SPACE] = [9, 10, 12, 13, 32]
const [QUOTE, AMPERSAND, DASH, SLASH, EQUALS, GREATER] = [34, 38, 45, 47, 61, 62]

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
  if (!isLetter(page.charCodeAt(nameStart))) return undefined
  const nameEnd = endOfName(page, nameStart)
  const attrs: Token.Attribute[] = []
  const attributesEnd = readAttributes(page, nameEnd, attrs)
  const selfClosing = page.charCodeAt(attributesEnd) === SLASH
  const end = selfClosing ? attributesEnd + 1 : attributesEnd
  if (page.charCodeAt(end) !== GREATER) return undefined
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
    const nameStart = afterBlanks(page, next)
    const nameEnd = endOfName(page, nameStart)
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
    if (code === AMPERSAND || code === RETURN || code === 0) return -1
  }
  return -1
}

function endOfName(page: string, start: number): number {
  let end = start
  let code = page.charCodeAt(end)
  while (isLetter(code) || code === DASH || (code >= 48 && code <= 57)) code = page.charCodeAt(++end)
  return end
}

function afterBlanks(page: string, start: number): number {
  let end = start
  let code = page.charCodeAt(end)
  while (code === SPACE || code === LINE_FEED || code === TAB || code === FORM_FEED)
    code = page.charCodeAt(++end)
  return end
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122
}
