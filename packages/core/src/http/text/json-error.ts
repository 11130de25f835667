const SPACE = /[ \t\n\r]*/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end'

/**
 * Where a text stops being JSON (RFC 8259), as an offset; its length when it only ends too early.
 *
 * For error messages: V8 tells the position of some mistakes only, and quotes the text with all of them.
 */
export function jsonErrorOffset(text: string): number {
  const closers: ('}' | ']')[] = []
  let expected: Expected = 'value'
  for (let at = 0; ;) {
    at = pass(SPACE, text, at) ?? at
    const start = text[at]
    if (start === undefined) return at
    const isValue: boolean = expected === 'value' || expected === 'value or ]'
    const isKey: boolean = expected === 'key' || expected === 'key or }'
    if (start === '"' && (isValue || isKey)) {
      const end = passString(text, at)
      if (text[end] !== '"') return end
      expected = isKey ? 'colon' : 'comma or end'
      at = end + 1
    } else if (start === '{' && isValue) {
      closers.push('}')
      expected = 'key or }'
      at++
    } else if (start === '[' && isValue) {
      closers.push(']')
      expected = 'value or ]'
      at++
    } else if (
      start === closers.at(-1) &&
      expected !== 'value' &&
      expected !== 'key' &&
      expected !== 'colon'
    ) {
      closers.pop()
      expected = 'comma or end'
      at++
    } else if (start === ':' && expected === 'colon') {
      expected = 'value'
      at++
    } else if (start === ',' && expected === 'comma or end' && closers.length > 0) {
      expected = closers.at(-1) === '}' ? 'key' : 'value'
      at++
    } else {
      const end = isValue ? pass(SCALAR, text, at) : undefined
      if (end === undefined) return at
      expected = 'comma or end'
      at = end
    }
  }
}

function pass(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** From the opening quote of a string to its closing one, or to what must not stand in it. */
function passString(text: string, start: number): number {
  for (let at = start + 1; ;) {
    const character = text[at]
    if (character === undefined || character === '"' || character < ' ') return at
    const next = character === '\\' ? pass(ESCAPE, text, at) : at + 1
    if (next === undefined) return at
    at = next
  }
}
