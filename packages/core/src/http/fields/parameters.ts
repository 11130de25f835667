import { decoderOf, encodingOf } from '../text/encoding.ts'

const PARAMETER = /;\s*([^\s=;"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*)))?/gs

/**
 * The parameters of a header's value by name in lower case, as in `; rel="next"; title*=UTF-8''n%c3%a4chste`; `title` is
 * what `title*` says, where that can be read (RFC 8187). Of a repeated one the first counts.
 */
export function parametersOf(text: string): Record<string, string> {
  const plain = new Map<string, string>()
  const extended = new Map<string, string>()
  for (const [, name = '', quoted, bare = ''] of text.matchAll(PARAMETER)) {
    const key = name.toLowerCase()
    const value = quoted === undefined ? bare.trim() : quoted.replaceAll(/\\(.)/gs, '$1')
    if (!key.endsWith('*')) setFirst(plain, key, value)
    else setFirst(extended, key.slice(0, -1), decodeExtended(value))
  }
  // `fromEntries` makes own properties of all names, `__proto__` too.
  return Object.fromEntries([...plain, ...extended])
}

// Of a repeated parameter the first counts (RFC 8288 section 3.3 and 3.4.1).
function setFirst(values: Map<string, string>, name: string, value: string | undefined): void {
  if (value !== undefined && !values.has(name)) values.set(name, value)
}

/** An extended value, as in `UTF-8'en'%e2%82%ac` (RFC 8187 section 3.2); `undefined` for what is none. */
function decodeExtended(value: string): string | undefined {
  const [, label = '', escaped = ''] = /^([^']*)'[^']*'(.*)$/s.exec(value) ?? []
  const encoding = encodingOf(label)
  if (!encoding) return undefined
  const bytes = escaped.replaceAll(/%([\dA-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return decoderOf(encoding).decode(Buffer.from(bytes, 'latin1'))
}
