import type { Secret } from '../secret.ts'

/** When a browser would send the cookie on requests that other sites cause; stored and exported, never enforced here. */
export type SameSite = 'strict' | 'lax' | 'none'

/** A cookie as it lies in the jar (RFC 6265bis section 5.7). */
export interface StoredCookie {
  /** Empty for a nameless cookie, which is sent as its value alone. */
  readonly name: string
  readonly value: string
  /** In lower case and punycode, without a leading dot; an IPv6 address without brackets. */
  readonly domain: string
  /** For this host alone, not for those below it. */
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite: SameSite | undefined
  /** `undefined` for a session cookie, which has no end of its own. */
  readonly expires: Date | undefined
}

/**
 * A cookie as a program or a file gives it: with a `url`, as if that URL had set it; with a `domain` alone, as
 * if `https://domain/` had.
 */
export interface CookieInit {
  readonly name: string
  readonly value: string | Secret
  readonly url?: URL | string | undefined
  /** Makes it a cookie of this domain and all below; a leading dot and capitals are forgiven. */
  readonly domain?: string | undefined
  /** Keeps it from the hosts below. Default false with a `domain`, true without. */
  readonly hostOnly?: boolean | undefined
  /** Default: the folder of `url`, else `/`. */
  readonly path?: string | undefined
  readonly secure?: boolean | undefined
  readonly httpOnly?: boolean | undefined
  readonly sameSite?: SameSite | undefined
  /** At most 400 days from now; default a session cookie. A time that has passed removes the cookie. */
  readonly expires?: Date | undefined
}

/** Why the jar does not take or send a cookie, each with its explanation. */
export const REFUSALS = {
  text: 'has a name or value that is not a string',
  empty: 'has neither a name nor a value',
  characters:
    'has a character that cannot be sent: no control characters, no ";", no "=" in the name, nothing above U+00FF, no outer spaces',
  size: 'is too large: name and value together have at most 4096 bytes, domain and path 1024 each',
  host: 'belongs to no host that can have cookies: give it a url or a domain, such as shop.example, with no dot at the end',
  domain: 'is for a domain that its sender does not belong to',
  'public-suffix':
    'is for a domain that many owners share, such as co.uk or github.io: name the domain below it',
  insecure: 'is Secure but does not come over https',
  overlay: 'comes over http and would stand in for a Secure cookie of the same name',
  'same-site': 'has SameSite=None and so must be Secure',
  prefix:
    'has a name with a promise it does not keep: __Secure- must be Secure; __Host- must be Secure, with path "/" and no domain',
  expiry: 'has an expiry that is not a date',
  expired: 'has expired',
  'too-many':
    'is one of too many: a response sets at most 50, a request carries at most 150 in 8190 bytes, a domain has 180, a jar 3000',
} as const

/** A reason of `REFUSALS`. */
export type CookieRefusal = keyof typeof REFUSALS

/** What happened to a cookie; its value is never told. */
export interface CookieEvent {
  /** `refused` on its way in, `withheld` on its way out, `evicted` to make room. */
  readonly type: 'set' | 'removed' | 'refused' | 'evicted' | 'withheld'
  readonly name: string
  /** The cookie's domain, or the host that wanted to set it. */
  readonly domain: string
  /** Only of those refused, evicted and withheld. */
  readonly reason?: CookieRefusal
}

/** How a jar behaves. */
export interface CookieJarOptions {
  /** Told of every change and every refusal, never of a value. */
  readonly onEvent?: ((event: CookieEvent) => void) | undefined
  /** Whether http on this machine counts as secure, as in browsers. Default false, as in curl and requests. */
  readonly trustLoopback?: boolean | undefined
}

/** A copy to give away: changing it changes no jar. */
export function copyOf(cookie: StoredCookie): StoredCookie {
  return { ...cookie, expires: cookie.expires && new Date(cookie.expires) }
}

/** A cookie's name as an event tells it: a site may make it as long and odd as it likes. */
export function printable(name: string): string {
  return name.slice(0, 256).replaceAll(/\p{Cc}/gu, '\ufffd')
}

/** A cookie's name as it stands in a message; a program may have forgotten it. */
export function shownName(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(printable(name)) : 'without a name'
}
