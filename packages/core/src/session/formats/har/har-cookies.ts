import { domainMatch } from 'tough-cookie'

import { asciiDomain, cookieHost } from '../../cookies/cookie-host.ts'
import type { CookieInit } from '../../cookies/cookie.ts'
import { parseSetCookie, readSameSite } from '../../cookies/set-cookie.ts'
import { parseCookieHeader } from '../cookie-header.ts'
import { readHarEntries } from './har-entry.ts'
import type { HarCookie, HarEntry } from './har-entry.ts'

/** A cookie of a HAR with the URL of its entry. */
type RecordedCookie = CookieInit & { readonly url: URL }

/**
 * Reads the cookies of a HAR 1.2, as text or as an object, as they stood at its end: those that responses set,
 * and those that requests sent without a response having set them.
 *
 * Chrome leaves cookies out unless the HAR is exported "with sensitive data".
 *
 * @throws {DefinitionError} naming the line or the field that is wrong.
 */
export function parseHarCookies(input: unknown): CookieInit[] {
  const entries = readHarEntries(input)
  const set = latest(entries.flatMap(cookiesSet))
  const sent = latest(entries.flatMap(cookiesSent))
  return [...sent.filter((cookie) => !set.some((other) => explains(other, cookie))), ...set]
}

/** The last of each name, domain and path. */
function latest(cookies: readonly RecordedCookie[]): RecordedCookie[] {
  const keyed = cookies.map((cookie): [string, RecordedCookie] => {
    return [[cookie.name, cookie.domain || cookie.url.hostname, cookie.path].join('\n'), cookie]
  })
  return [...new Map(keyed).values()]
}

function cookiesSet({ url, time, response }: HarEntry): RecordedCookie[] {
  const cookies: CookieInit[] =
    response.lines.length > 0
      ? response.lines.map((line) => parseSetCookie(line, time))
      : response.cookies.map(readCookie)
  return cookies.map((cookie) => Object.assign(cookie, { url }))
}

/** All that is known of a cookie that was sent is that its host and scheme may have it. */
function cookiesSent({ url, request }: HarEntry): RecordedCookie[] {
  const { lines, cookies } = request
  const pairs = lines.length > 0 ? lines.flatMap(parseCookieHeader) : cookies
  return pairs.map(({ name, value }) => ({ name, value, url, path: '/', secure: url.protocol === 'https:' }))
}

function readCookie(cookie: HarCookie): CookieInit {
  const { name, value, domain, path, expires, secure, httpOnly, sameSite } = cookie
  const end = Date.parse(String(expires))
  return {
    name,
    value,
    // As in Set-Cookie, a domain and a path are there only if the response named them.
    domain: typeof domain === 'string' ? domain : undefined,
    path: typeof path === 'string' ? path : undefined,
    secure: secure === true,
    httpOnly: httpOnly === true,
    sameSite: readSameSite(String(sameSite)),
    expires: Number.isNaN(end) ? undefined : new Date(end),
  }
}

/** Whether a cookie that was sent is one that a response had set. */
function explains(set: RecordedCookie, sent: RecordedCookie): boolean {
  if (set.name !== sent.name) return false
  const domain = set.domain ? asciiDomain(set.domain) : cookieHost(set.url)
  return domainMatch(cookieHost(sent.url), domain, false) ?? false
}
