import { hash } from 'node:crypto'

import { textBody } from '../http/body/body.ts'
import type { Body } from '../http/request.ts'
import { siteName, type SiteUnit } from './site-name.ts'
import type { Link } from './store.ts'

/** What makes a link: the rest has defaults. */
export interface LinkInit {
  /** Normalised. */
  readonly url: string
  readonly route: string
  readonly depth: number
  readonly data?: unknown
  readonly method?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
  readonly account?: string
  readonly priority?: number
  readonly skip?: string | undefined
  /** What counts as its site. Default the registrable domain. */
  readonly unit?: SiteUnit
}

/** Makes a link complete: its key, its site, and its headers and data as JSON. */
export function makeLink(init: LinkInit): Link {
  const { url, route, depth, data, headers, body } = init
  const { method = 'GET', account = '', priority = 0, skip, unit } = init
  const parsed = URL.parse(url)
  return {
    key: requestKey(method, url, body, account),
    url,
    method,
    headers: headers && JSON.stringify(headers),
    body,
    route,
    data: data === undefined ? undefined : JSON.stringify(data),
    site: parsed ? siteName(parsed, unit) : '',
    account,
    depth,
    priority,
    skip,
  }
}

/** The headers and the body of a queued request, as a session is given them. */
export function queuedParts({ headers, body }: Pick<Link, 'headers' | 'body'>): {
  readonly headers?: { readonly [name: string]: string }
  readonly body?: Body
} {
  return {
    ...(headers !== undefined && { headers: JSON.parse(headers) as { readonly [name: string]: string } }),
    ...(body !== undefined && { body: queuedBody(body) }),
  }
}

/** An object or an array goes as JSON, anything else as a form, where neither can begin so. */
function queuedBody(body: string): Body {
  const type = /^[[{]/.test(body) ? 'application/json' : 'application/x-www-form-urlencoded'
  return textBody(body, { type })
}

/** 128 bits over what makes a request the same: method, URL, body and the identity that sends it. */
export function requestKey(
  method: string,
  url: string,
  body: string | undefined,
  account: string,
): Uint8Array {
  // Its own length marks where each part ends, so no two different requests read the same.
  const text = `${method.length}.${account.length}.${url.length}.${method}${account}${url}${body ?? ''}`
  return hash('sha256', text, 'buffer').subarray(0, 16)
}
