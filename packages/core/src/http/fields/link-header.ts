import { decoderOf, encodingOf } from '../text/encoding.ts'

/** A link of a Link header. */
export interface HeaderLink {
  /** Where it leads, resolved. */
  readonly url: URL
  /** What it is to the page, in lower case, as in `['next', 'https://rels.example/page']`. */
  readonly rels: readonly string[]
  /** Its other parameters by name in lower case; `title` is what `title*` says, where that can be read. */
  readonly params: Readonly<Record<string, string>>
  /** What has the link, resolved, if it is not the page. */
  readonly anchor: URL | undefined
}

// One member of the list: a target in <>, parameters, and whatever lies outside of quotes before the next comma.
const MEMBER = /[\s,]*(?:<([^<>]*)>((?:"(?:[^"\\]|\\.)*"?|[^",])*)|(?:"(?:[^"\\]|\\.)*"?|[^",])+)/gsy
const PARAMETER = /;\s*([^\s=;"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*)))?/gs

/**
 * The links of a Link header, resolved against the page (RFC 8288 section 3 and appendix B.2).
 *
 * What is no link, or leads to no URL, is passed over.
 */
export function parseLinkHeader(
  header: string | readonly string[] | null | undefined,
  page: URL,
): HeaderLink[] {
  const text = typeof header === 'string' ? header : (header?.join(', ') ?? '')
  return Array.from(text.matchAll(MEMBER), ([, target, rest = '']) => linkOf(target, rest, page)).filter(
    (link) => link !== undefined,
  )
}

function linkOf(target: string | undefined, rest: string, page: URL): HeaderLink | undefined {
  const url = target === undefined ? null : URL.parse(target.trim(), page.href)
  if (!url) return undefined
  const { rel = '', anchor, ...params } = parametersOf(rest)
  const context = anchor === undefined ? null : URL.parse(anchor, page.href)
  const rels = rel.toLowerCase().split(/\s+/).filter(Boolean)
  return { url, rels, params, anchor: context && context.href !== page.href ? context : undefined }
}

function parametersOf(text: string): Record<string, string> {
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
