import type { HeadersInit } from '../http/headers.ts'
import type { HtmlParser } from '../http/html.ts'
import type { Query } from '../http/query.ts'
import type { Auth } from './auth/auth.ts'
import type { HostAuthOption } from './auth/host-auth.ts'
import type { TimeoutOptions } from './call/time-limits.ts'
import type { CookieJar } from './cookies/jar.ts'
import type { Hooks } from './events.ts'
import type { RedirectOption, RefererOption } from './redirect/redirect-policy.ts'
import type { OneBody } from './request/body-options.ts'
import type { RetryOption } from './retry.ts'
import type { Secret } from './secret.ts'
import type { MountOption } from './transport/mount.ts'
import type { TransportOptions } from './transport/transport-options.ts'
import type { Turns } from './turns.ts'

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
  /** Laid over the defaults (User-Agent, Accept, Accept-Encoding); `null` removes one. A secret is revealed on the wire alone. */
  readonly headers?: HeadersInit
  /** Of every URL of the site; a request lays its own over it. Default none. */
  readonly query?: Query
  /** A jar, or first cookies for the site. Default an empty jar. */
  readonly cookies?: CookieJar | Readonly<{ [name: string]: string | Secret }>
  /** For the site alone: `basic`, `digest`, `bearer`, or a function. Default none. */
  readonly auth?: Auth
  /** Credentials of single hosts, by origin or `*.domain`; `null` for none there. Default none. */
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
  /** Header names of your own that are credentials: to the site only, and never across a redirect to another origin. Default none. */
  readonly sensitiveHeaders?: readonly string[]
  /** `false` or the attempts, the first counted, or a policy. Default 3 for what may be sent twice. */
  readonly retry?: RetryOption
  /** In milliseconds; a number alone is the whole call, `null` no limit to that. Default 120 000, and each phase has its own. */
  readonly timeout?: number | TimeoutOptions | null
  /** Decoded, in bytes; `null` for no limit. Default 50 MB. */
  readonly maxBody?: number | null
  /** How many times larger a body may become when decoded; `null` for no limit. Judged beyond 1 MB. Default 200. */
  readonly maxRatio?: number | null
  /** The charset of pages that name none and are not UTF-8. Default windows-1252. */
  readonly charset?: string
  /** How `$` reads pages: `html5` as browsers do (default), or `fast`, which mends less, in half of the time. */
  readonly parser?: HtmlParser
  /** Answers requests instead of the network: one function, or some by URL prefix. Default the network. */
  readonly transport?: MountOption
  /** A file that the state is saved in when the session is closed, for `Session.load`. Default none. */
  readonly stateFile?: string
  /** Functions that are told of every hop, and may change it. Default none. */
  readonly hooks?: Hooks
  /** Says when each request may go out. Default at once. */
  readonly turns?: Turns
}

/** What goes into one request. */
export type RequestParts = OneBody & {
  /**
   * Laid over the session's; `null` removes one, `undefined` inherits it. `cookie: null` and `authorization: null` also
   * keep the jar and the session's credentials out, on redirects too.
   */
  readonly headers?: HeadersInit | undefined
  /** Laid over the URL's and the session's; `null` removes a name, an array repeats it. Not for redirects. */
  readonly query?: Query | undefined
}

/** How one request is sent. */
export interface SendOptions {
  /** For this call alone: they go to its origin, redirects included, and are not kept. */
  readonly cookies?: CookieValues | undefined
  /** Instead of all other credentials; `null` sends none. */
  readonly auth?: Auth | null | undefined
  /** As in the session, like everything below that says no more. */
  readonly redirect?: RedirectOption | undefined
  readonly maxRedirects?: number | undefined
  readonly referer?: RefererOption | undefined
  /** In milliseconds; laid over the session's phase by phase. */
  readonly timeout?: number | TimeoutOptions | null | undefined
  readonly retry?: RetryOption | undefined
  /** Ends the call with `ABORTED`, wherever it is. */
  readonly signal?: AbortSignal | undefined
  /** That the request may be sent twice, or may not, whatever its method says. Default: what the method says. */
  readonly idempotent?: boolean | undefined
  /** Decoded, in bytes; `null` for no limit. */
  readonly maxBody?: number | null | undefined
  /** The charset of the page, whatever it names; the session's is for pages that name none. */
  readonly charset?: string | undefined
  /** Its own way out; `null` goes direct. */
  readonly proxy?: TransportOptions['proxy'] | null
}

/** Everything that can be said about one request. */
export type RequestOptions = RequestParts & SendOptions

/** How a session is forked. */
export interface ForkOptions {
  /** A copy of the cookies, the same jar, or none. Default `copy`. */
  readonly cookies?: 'copy' | 'share' | 'none'
}

/** How a form is sent, beside what the form says itself. */
export type SubmitOptions = SendOptions & Pick<RequestParts, 'headers'>
