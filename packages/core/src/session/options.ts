import type { HeadersInit } from '../http/headers.ts'
import type { Query } from '../http/query.ts'
import type { Auth } from './auth/auth.ts'
import type { HostAuthOption } from './auth/host-auth.ts'
import type { OneBody } from './body/body-options.ts'
import type { CookieJar } from './cookies/jar.ts'
import type { Hooks } from './events.ts'
import type { TimeoutOptions } from './limits.ts'
import type { MountOption } from './mount.ts'
import type { RetryOption } from './retry.ts'
import type { Secret } from './secret.ts'
import type { RedirectOption, RefererOption } from './steps/redirect-policy.ts'
import type { TransportOptions } from './transport/create-transport.ts'

/** Cookies by name; `null` hides the jar's. */
export type CookieValues = Readonly<{ [name: string]: string | Secret | null | undefined }>

/** What holds for every request of a session. */
export interface SessionOptions extends TransportOptions {
  /**
   * Whose credentials these are: an origin (`https://shop.example`), a domain with those below it (`shop.example`),
   * or several. Credentials, API keys and netrc entries go nowhere else.
   * Default: the origin of `baseUrl`, else the origin of the first request.
   */
  readonly site?: string | URL | readonly (string | URL)[]
  /** Paths are appended to it. Default: the site, if that is one origin. */
  readonly baseUrl?: string | URL
  readonly headers?: HeadersInit
  readonly query?: Query
  /** A jar, or first cookies for the site. */
  readonly cookies?: CookieJar | Readonly<{ [name: string]: string | Secret }>
  readonly auth?: Auth
  /** Credentials of single hosts, by origin or `*.domain`. */
  readonly hosts?: HostAuthOption
  /** Passwords from a netrc file: `true` for `$NETRC` or `~/.netrc`, or its path. Default false. */
  readonly netrc?: boolean | string
  /** Default `latchkey/<version>`; `null` sends none. */
  readonly userAgent?: string | null
  /** Default `follow`. */
  readonly redirect?: RedirectOption
  /** Default 20. */
  readonly maxRedirects?: number
  /** Default `none`. */
  readonly referer?: RefererOption
  /** Header names of your own that are credentials: to the site only, and never across a redirect to another origin. */
  readonly sensitiveHeaders?: readonly string[]
  readonly retry?: RetryOption
  readonly timeout?: number | TimeoutOptions | null
  /** Decoded, in bytes; `null` for no limit. Default 50 MB. */
  readonly maxBody?: number | null
  /** How many times larger a body may become when decoded. Judged beyond 1 MB. Default 200. */
  readonly maxRatio?: number | null
  /** Of pages that name no charset and are not UTF-8. Default windows-1252. */
  readonly charset?: string
  /** Answers requests instead of the network: one function, or some by URL prefix. */
  readonly transport?: MountOption
  readonly hooks?: Hooks
}

/** What goes into one request. */
export type RequestParts = OneBody & {
  readonly headers?: HeadersInit | undefined
  readonly query?: Query | undefined
}

/** How one request is sent. */
export interface SendOptions {
  /** For this call alone: they go to its origin, redirects included, and are not kept. */
  readonly cookies?: CookieValues | undefined
  /** `null` sends none. */
  readonly auth?: Auth | null | undefined
  readonly redirect?: RedirectOption | undefined
  readonly maxRedirects?: number | undefined
  readonly referer?: RefererOption | undefined
  readonly timeout?: number | TimeoutOptions | null | undefined
  readonly retry?: RetryOption | undefined
  readonly signal?: AbortSignal | undefined
  /** That the request may be sent twice, or may not, whatever its method says. */
  readonly idempotent?: boolean | undefined
  readonly maxBody?: number | null | undefined
  /** The charset of the page, whatever it says. */
  readonly charset?: string | undefined
  /** Its own way out; `null` goes direct. */
  readonly proxy?: TransportOptions['proxy'] | null
}

/** Everything that can be said about one request. */
export type RequestOptions = RequestParts & SendOptions

/** How a form is sent, beside what the form says itself. */
export type SubmitOptions = SendOptions & Pick<RequestParts, 'headers'>
