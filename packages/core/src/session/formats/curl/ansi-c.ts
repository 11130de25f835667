import { DefinitionError } from '../../../errors.ts'

const NAMED: { readonly [letter: string]: string } = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

const ESCAPE =
  /((?:\\x[\da-fA-F]{1,2}|\\[0-7]{1,3})+)|\\u([\da-fA-F]{1,4})|\\U([\da-fA-F]{1,8})|\\c([^])|\\([^])/g

/** Reads the inside of bash's $'…'. Browsers write other characters than ASCII as \uXXXX, or as UTF-8 in \xXX. */
export function unescapeAnsiC(text: string): string {
  return text.replaceAll(
    ESCAPE,
    (_all, bytes?: string, short?: string, long?: string, control?: string, letter = '') => {
      if (bytes !== undefined) return decodeBytes(bytes)
      if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16))
      if (long !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(long, 16), 0x10ffff))
      if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 0x1f)
      return NAMED[letter] ?? letter
    },
  )
}

function decodeBytes(escapes: string): string {
  const codes = escapes.slice(1).split('\\')
  const bytes = codes.map((code) =>
    code.startsWith('x') ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8),
  )
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    throw new DefinitionError(
      'the command has bytes that are not UTF-8 text: put such a body into a file and send that',
    )
  }
}
