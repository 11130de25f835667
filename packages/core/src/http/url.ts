const ESCAPE = /%[0-9a-f]{2}/gi
const UNRESERVED = /[A-Za-z0-9\-._~]/

/** How URLs are made equal before they are compared. */
export interface NormalizeOptions {
  /** Sort the query by name, for sites whose parameters come in any order. Default false. */
  readonly sortQuery?: boolean
  /** `false` leaves session ids where they are; else they are dropped, as the session's cookies stand for them. */
  readonly traps?: boolean
}

/** Tells most URLs at a glance. */
const LIKE_A_SESSION_ID = /sess|sid=|cfid|cftoken/i
/** Names that stand for nothing else, and such as need the value of an id beside. */
const SESSION_ID =
  /;jsessionid=[^/?#]*|(?<=[?&])(?:(?:php|j|asp)sess(?:ion)?id\w*|cfid|cftoken)=[^&#]*(?:&|$)|(?<=[?&])(?:sid|session_?id)=[0-9a-f]{32,}(?:&|$)/gi

/**
 * The one spelling of a URL under which a page is known: no fragment, no credentials, no default port,
 * no dot segments, percent-encodings in upper case and only where needed (RFC 3986 section 6.2.2).
 *
 * The query keeps its order and its encoding of `+`, `&` and `=`, since servers read them differently.
 */
export function normalizeUrl(url: URL, options: NormalizeOptions = {}): string {
  let text = url.href
  if (url.username || url.password) text = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/, '$1')
  const hash = text.indexOf('#')
  if (hash >= 0) text = text.slice(0, hash)
  if (text.includes('%')) text = text.replace(ESCAPE, normalizeEscape)
  if (options.traps !== false && (url.search || text.includes(';'))) text = withoutSessionId(text)
  if (text.endsWith('?')) text = text.slice(0, -1)
  return options.sortQuery && url.search ? sortQuery(text) : text
}

/** A site that writes the session into its links would have every page again with each session. */
function withoutSessionId(text: string): string {
  if (!LIKE_A_SESSION_ID.test(text)) return text
  const without = text.replaceAll(SESSION_ID, '')
  return without === text ? text : without.replace(/&$/, '')
}

function normalizeEscape(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  return UNRESERVED.test(character) ? character : escape.toUpperCase()
}

function sortQuery(text: string): string {
  const mark = text.indexOf('?')
  if (mark < 0) return text
  // By name only: the order of a repeated name has a meaning, and sort() is stable.
  const name = (pair: string) => pair.split('=', 1)[0] ?? ''
  const pairs = text.slice(mark + 1).split('&')
  pairs.sort((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0))
  return `${text.slice(0, mark)}?${pairs.join('&')}`
}

/** The path and query as they stand in a request line; a query that is empty is sent too, as browsers do (RFC 3986 section 3.4). */
export function requestTarget({ pathname, search, href }: URL): string {
  // An empty query does not show in `search`.
  return search !== '' || !/^[^?#]*\?(?:#|$)/.test(href) ? pathname + search : `${pathname}?`
}

/** Whether a URL can be crawled at all. */
export function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:'
}

/** The URL without user name and password: itself where it has none. */
export function withoutUserinfo(url: URL): URL {
  if (!url.username && !url.password) return url
  const bare = new URL(url)
  bare.username = bare.password = ''
  return bare
}
