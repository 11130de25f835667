import { DefinitionError } from '../../errors.ts'
import { acceptEncoding } from '../../http/decoding/decoding.ts'
import { headerLines, Headers } from '../../http/headers.ts'
import type { HeadersInit } from '../../http/headers.ts'
import type { Query } from '../../http/query.ts'
import type { Request, Silenced } from '../../http/request.ts'
import { stripCredentials } from '../auth/credential-headers.ts'
import { shown } from '../check/rule.ts'
import type { RequestParts, SessionOptions } from '../options.ts'
import { refererFor } from '../redirect/referer.ts'
import type { Site } from '../site.ts'
import { defaultUserAgent } from '../version.ts'
import { requestBody } from './request-body.ts'
import { withQuery } from './target-url.ts'

/** What a session brings to each of its requests. */
export interface RequestDefaults {
  readonly headers: Headers
  readonly query: Query | undefined
  readonly site: Site
  readonly sensitiveHeaders: readonly string[]
}

const NONE: ReadonlySet<string> = new Set()
const SILENT: readonly Silenced[] = ['authorization', 'cookie']

/** The headers that a session begins with: who it is and what it can read, then its own. */
export function firstHeaders({ headers, userAgent = defaultUserAgent }: SessionOptions): Headers {
  const first = new Headers({ 'User-Agent': userAgent, Accept: '*/*', 'Accept-Encoding': acceptEncoding })
  return first.merge(headers)
}

/**
 * A request made of the session's defaults and what was said about it, the latter over the former.
 *
 * What proves who asks is left out for a host that is not the site's, and so is the session's query.
 *
 * @throws {DefinitionError} for headers and bodies that cannot be sent.
 */
export function mergeRequest(
  method: string,
  url: URL,
  parts: RequestParts,
  defaults: RequestDefaults,
  referer: 'none' | 'auto' | URL,
): Request {
  const isOwn = defaults.site.owns(url)
  const body = requestBody(parts)
  const headers = isOwn
    ? defaults.headers.clone()
    : stripCredentials(defaults.headers, defaults.sensitiveHeaders)
  const removed = parts.headers ? layOver(headers, parts.headers) : NONE
  if (body?.type !== undefined && !headers.has('content-type') && !removed.has('content-type'))
    headers.append('Content-Type', body.type)
  if (parts.compress && body) headers.append('Content-Encoding', parts.compress)
  if (referer instanceof URL) headers.set('Referer', refererFor(referer, url))
  return {
    method: methodOf(method),
    url: withQuery(url, isOwn ? defaults.query : undefined, parts.query),
    headers,
    body,
    silenced: removed.size > 0 ? SILENT.filter((name) => removed.has(name)) : undefined,
  }
}

/** Lays a request's own headers over the session's; gives the names that they take away, in lower case. */
function layOver(headers: Headers, init: HeadersInit): ReadonlySet<string> {
  const own = headerLines(init)
  headers.merge(own)
  // A part of an encoded body could not be decoded (Fetch standard, HTTP-network-or-cache fetch).
  if (headers.has('range') && !own.some(([name]) => name.toLowerCase() === 'accept-encoding'))
    headers.set('Accept-Encoding', 'identity')
  return new Set(own.filter(([, value]) => value === null).map(([name]) => name.toLowerCase()))
}

function methodOf(method: unknown): string {
  if (typeof method === 'string') return method.toUpperCase()
  throw new DefinitionError(`the method of a request is ${shown(method)}: give one such as GET or POST`)
}
