import { acceptEncoding } from '../../http/decoding/decoding.ts'
import { Headers } from '../../http/headers.ts'
import type { Query } from '../../http/query.ts'
import type { Request } from '../../http/request.ts'
import { stripCredentials } from '../auth/credential-headers.ts'
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
  const { sensitiveHeaders } = defaults
  const headers = isOwn ? defaults.headers.clone() : stripCredentials(defaults.headers, sensitiveHeaders)
  headers.merge(parts.headers)
  // A part of an encoded body could not be decoded (Fetch standard, HTTP-network-or-cache fetch).
  if (parts.headers && headers.has('range') && !new Headers(parts.headers).has('accept-encoding')) {
    headers.set('Accept-Encoding', 'identity')
  }
  if (body?.type !== undefined && !headers.has('content-type')) {
    // Unless it was taken away by name.
    const type = new Headers({ 'Content-Type': body.type }).merge(parts.headers).get('content-type')
    if (type !== null) headers.append('Content-Type', type)
  }
  if (parts.compress && body) headers.append('Content-Encoding', parts.compress)
  if (referer instanceof URL) headers.set('Referer', refererFor(referer, url))
  return {
    method: method.toUpperCase(),
    url: withQuery(url, isOwn ? defaults.query : undefined, parts.query),
    headers,
    body,
  }
}
