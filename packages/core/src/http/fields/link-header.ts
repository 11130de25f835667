import { parametersOf } from './parameters.ts'

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
