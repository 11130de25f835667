import { isIP } from 'node:net'

import { defaultPath, domainMatch, pathMatch } from 'tough-cookie'

import { cookieHost, isPublicSuffix } from './cookie-host.ts'
import type { CookieRefusal, StoredCookie } from './cookie.ts'
import { LONGEST_ATTRIBUTE, LONGEST_LIFE } from './set-cookie.ts'
import type { SetCookie } from './set-cookie.ts'

/** Where a cookie comes from, and what it meets in the jar. */
export interface Arrival {
  readonly url: URL
  /** Whether it came over https, or what is trusted like it. */
  readonly secure: boolean
  /** In milliseconds since 1970. */
  readonly now: number
  /** Asked for only when the jar's Secure cookies matter. */
  readonly present: () => Iterable<StoredCookie>
}

/**
 * Judges a cookie on its way into the jar by the storage model of RFC 6265bis (section 5.7), whichever way it
 * came: the cookie as it may be stored, or why it may not.
 */
export function admit(cookie: SetCookie, arrival: Arrival): StoredCookie | CookieRefusal {
  const host = cookieHost(arrival.url)
  if (host === undefined) return 'host'
  if (Number.isNaN(cookie.expires?.getTime())) return 'expiry'
  const scope = domainScope(cookie.domain, host)
  if (typeof scope === 'string') return scope
  const admitted: StoredCookie = {
    name: cookie.name,
    value: cookie.value,
    ...scope,
    path: cookie.path ?? defaultPath(arrival.url.pathname),
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: cookie.sameSite,
    expires: cookie.expires && new Date(Math.min(cookie.expires.getTime(), arrival.now + LONGEST_LIFE)),
  }
  return misspelling(admitted) ?? untrusted(admitted, arrival) ?? brokenPromise(cookie, admitted) ?? admitted
}

// oxlint-disable-next-line no-control-regex
const NAME = /^[\t\x20-\x3a\x3c\x3e-\x7e\x80-\xff]*$/
// oxlint-disable-next-line no-control-regex
const TEXT = /^[\t\x20-\x3a\x3c-\x7e\x80-\xff]*$/
const OUTER_BLANK = /^[ \t]|[ \t]$/

/** Steps 2 to 4, and the same for the path: what could not be sent as it stands. */
export function misspelling(
  cookie: Pick<StoredCookie, 'name' | 'value'> & Partial<StoredCookie>,
): CookieRefusal | undefined {
  const { name, value, path = '/', domain = '' } = cookie
  if (typeof name !== 'string' || typeof value !== 'string') return 'text'
  if (name === '' && value === '') return 'empty'
  if (!NAME.test(name) || !TEXT.test(value) || !TEXT.test(path)) return 'characters'
  if (OUTER_BLANK.test(name) || OUTER_BLANK.test(value)) return 'characters'
  if (name.length + value.length > 4096) return 'size'
  return path.length > LONGEST_ATTRIBUTE || domain.length > LONGEST_ATTRIBUTE ? 'size' : undefined
}

/** Steps 7 to 10: whose cookie it is. */
function domainScope(
  domain: string,
  host: string,
): Pick<StoredCookie, 'domain' | 'hostOnly'> | CookieRefusal {
  if (domain === '' || (domain === host && (isIP(host) || isPublicSuffix(host)))) {
    return { domain: host, hostOnly: true }
  }
  if (isPublicSuffix(domain)) return 'public-suffix'
  return domainMatch(host, domain, false) ? { domain, hostOnly: false } : 'domain'
}

/** Steps 13 and 16: what http may do beside https. */
function untrusted(cookie: StoredCookie, arrival: Arrival): CookieRefusal | undefined {
  if (arrival.secure) return undefined
  if (cookie.secure) return 'insecure'
  for (const other of arrival.present()) {
    if (!other.secure || other.name !== cookie.name || !pathMatch(cookie.path, other.path)) continue
    if (domainMatch(other.domain, cookie.domain, false) || domainMatch(cookie.domain, other.domain, false))
      return 'overlay'
  }
  return undefined
}

/** Steps 19 to 22. A nameless cookie is sent as its value alone, so that must not look prefixed either. */
function brokenPromise(cookie: SetCookie, { secure, hostOnly }: StoredCookie): CookieRefusal | undefined {
  if (cookie.sameSite === 'none' && !secure) return 'same-site'
  const sent = (cookie.name || cookie.value).toLowerCase()
  const host = sent.startsWith('__host-')
  if (!host && !sent.startsWith('__secure-')) return undefined
  if (cookie.name === '' || !secure) return 'prefix'
  return host && !(hostOnly && cookie.path === '/') ? 'prefix' : undefined
}
