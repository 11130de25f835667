/**
 * Everything that Latchkey throws.
 *
 *     CrawlError
 *     ├ RequestError       method, url           no usable response
 *     │ ├ NetworkError                           no connection, or it broke
 *     │ ├ TimeoutError                           a phase or the whole took too long
 *     │ ├ RedirectError                          a loop, too many hops, a hop that may not be taken
 *     │ ├ BodyError                              too large, cut off, not decodable, not what was asked for
 *     │ └ StatusError      status, response      a status that is not 2xx
 *     ├ LoginError                               submit ran, still signed out
 *     ├ RouteError         url, route, location  a route threw or hung, or none takes the page
 *     │ └ TryAgainError    wait                  a route has no use for its page as it came
 *     ├ RecordError        kind, url, issues     a record does not match its schema
 *     ├ StoreError                               the store is locked, of another version, damaged, or the disk is full
 *     └ DefinitionError                          a wrong crawler or option; names the mend
 *
 * A message says what went wrong, then where, then the remedy. `code` is for machines, `cause` for the curious.
 */
export class CrawlError extends Error {
  /** A short constant in capitals, such as `REDIRECT_LOOP`. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** What a request error knows about its request. */
export interface RequestPlace {
  readonly method: string
  readonly url: URL | string
}

/** A request that gave no usable response. */
export class RequestError extends CrawlError {
  readonly method: string
  /** Without user name, password and fragment. */
  readonly url: string

  constructor(code: string, place: RequestPlace, problem: string, options?: ErrorOptions) {
    const url = withoutCredentials(place.url)
    super(code, `${place.method} ${url}: ${problem}`, options)
    this.method = place.method
    this.url = url
  }
}

/** No connection could be made, or it broke before the response was whole. */
export class NetworkError extends RequestError {
  /** The connection had served before and broke without a byte of the response, as idle ones do (RFC 9112 section 9.3.1). */
  readonly stale: boolean

  constructor(
    code: string,
    place: RequestPlace,
    problem: string,
    options: ErrorOptions & { readonly stale?: boolean } = {},
  ) {
    super(code, place, problem, options)
    this.stale = options.stale ?? false
  }
}

/** A phase of the request, or the whole of it, took longer than its limit. */
export class TimeoutError extends RequestError {}

/** A redirect that leads nowhere: a loop, too many hops, or a hop that may not be taken. */
export class RedirectError extends RequestError {}

/** A body that is too large, cut off, damaged, or not what was asked for. */
export class BodyError extends RequestError {
  /** What came before a response's body went wrong; `undefined` when the request's own body is at fault. */
  declare readonly response?: {
    readonly status: number
    readonly headers: { get(name: string): string | null }
  }
}

/** A response whose status is not 2xx; the response comes along. */
export class StatusError<R extends { status: number }> extends RequestError {
  readonly status: number
  readonly response: R

  constructor(place: RequestPlace, response: R, detail = '') {
    super('STATUS', place, `responded ${response.status}${detail}`)
    this.status = response.status
    Object.defineProperty(this, 'response', { enumerable: false })
    this.response = response
  }
}

/** The login ran and the session is still signed out, or the site refused the credentials. */
export class LoginError extends CrawlError {}

/** What a route's error knows about its page. */
export interface RoutePlace {
  readonly url: URL | string
  readonly route: string
  readonly location?: string | undefined
}

/** A route threw or did not return in time, or no route takes the page. */
export class RouteError extends CrawlError {
  readonly url: string
  readonly route: string
  /** `file:line` in the crawler, where it is known. */
  readonly location: string | undefined

  constructor(code: string, place: RoutePlace, problem: string, options?: ErrorOptions) {
    const url = withoutCredentials(place.url)
    super(code, `route ${place.route} ${problem}${where(place.location, url)}`, options)
    this.url = url
    this.route = place.route
    this.location = place.location
  }
}

/** A route asked for another try of its page, by `page.tryAgain`. */
export class TryAgainError extends RouteError {
  /** How long the page is to be left alone, in milliseconds; `undefined` for as long as after other failures. */
  readonly wait: number | undefined

  constructor(place: RoutePlace, reason: string, wait?: number) {
    super('TRY_AGAIN', place, `asked for another try: ${reason}`)
    this.wait = wait
  }
}

/** One complaint of a schema. */
export interface RecordIssue {
  /** Where in the record, as in `lines.0.price`; empty for the record itself. */
  readonly path: string
  readonly message: string
}

/** Complaints in one line. */
export function listIssues(issues: readonly RecordIssue[]): string {
  return issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
}

/** A record that does not match its schema. */
export class RecordError extends CrawlError {
  readonly kind: string
  readonly url: string
  readonly issues: readonly RecordIssue[]
  readonly location: string | undefined

  constructor(
    place: { kind: string; url: URL | string; location?: string | undefined },
    issues: readonly RecordIssue[],
    options?: ErrorOptions,
  ) {
    const url = withoutCredentials(place.url)
    const first = listIssues(issues.slice(0, 3))
    const more = issues.length > 3 ? `, and ${issues.length - 3} more` : ''
    super('RECORD', `record ${place.kind} is wrong: ${first}${more}${where(place.location, url)}`, options)
    this.kind = place.kind
    this.url = url
    this.issues = issues
    this.location = place.location
  }
}

/** The store cannot be used: locked, of another version, damaged, read-only, or its disk is full. */
export class StoreError extends CrawlError {}

/** A wrong crawler or option; the message names the mend. */
export class DefinitionError extends CrawlError {
  constructor(message: string, options?: ErrorOptions) {
    super('DEFINITION', message, options)
  }
}

/** A URL as it may be shown: without user name, password and fragment. */
export function withoutCredentials(url: URL | string): string {
  const parsed = URL.parse(String(url))
  if (!parsed) return String(url)
  if (!parsed.username && !parsed.password && !parsed.hash) return parsed.href
  parsed.username = parsed.password = parsed.hash = ''
  return parsed.href
}

function where(location: string | undefined, url: string): string {
  return location ? `\n  at ${location}\n  on ${url}` : `\n  on ${url}`
}
