import type { DecodeLimits } from '../../http/decoding/decoding.ts'
import type { Hop } from '../../http/hop.ts'
import type { HtmlParser } from '../../http/html.ts'
import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import type { AuthContext } from '../auth/auth.ts'
import type { CredentialSources } from '../auth/credentials-for.ts'
import type { CookieJar } from '../cookies/jar.ts'
import type { Hooks } from '../events.ts'
import type { RedirectPolicy } from '../redirect/redirect-policy.ts'
import type { RetryPolicy } from '../retry.ts'
import type { ProxyOption } from '../transport/proxy/proxy.ts'
import type { ExchangeLimits, Transport, WireResponse } from '../transport/transport.ts'
import type { Turns } from '../turns.ts'
import type { Deadline } from './deadline.ts'

/** One call of a session, on its way through the steps: what holds for all its hops and tries. */
export interface Call {
  /** What was asked for. */
  readonly url: URL
  readonly redirect: RedirectPolicy
  readonly retry: RetryPolicy
  readonly authContext: AuthContext
  readonly jar: CookieJar
  /** Cookies of this call alone; `null` hides one of the jar. */
  readonly cookies: ReadonlyMap<string, string | null> | undefined
  readonly transport: Transport
  /** In place of the session's. */
  readonly proxy: ProxyOption | undefined
  readonly limits: ExchangeLimits
  readonly body: DecodeLimits
  /** Of the page, whatever it names. */
  readonly charset: string | undefined
  /** Of a page that names none: the session's `charset`. */
  readonly fallbackCharset: string | undefined
  readonly parser: HtmlParser | undefined
  readonly deadline: Deadline
  readonly hooks: Hooks
  /** Absent where every request may go out at once. */
  readonly turns: Turns | undefined
  /** Leaves the body of a 2xx unread, for the caller to stream. */
  readonly isStream: boolean
  /** Goes on with a redirect that was not followed, as a call of its own. */
  readonly resume: (request: Request, history: readonly Hop[]) => Promise<Response>
  /** Changed by a redirect whose Location brings a user name and password. */
  credentials: CredentialSources
  /** The redirects so far. */
  history: readonly Hop[]
  /** The Cookie header of the last request. */
  sentCookies: string | undefined
  /** Whether a request of it has gone out. */
  hasBegun: boolean
  /** The response whose body was left unread. */
  unread: WireResponse | undefined
}

/** A step of a call: adds one concern and hands on to the next. */
export type Step = (request: Request, call: Call) => Promise<Response>

/** A step below the body: what comes back is still on the wire. */
export type WireStep = (request: Request, call: Call) => Promise<WireResponse>
