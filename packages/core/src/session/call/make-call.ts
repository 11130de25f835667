import type { Hop } from '../../http/hop.ts'
import type { Request } from '../../http/request.ts'
import type { AuthContext } from '../auth/auth.ts'
import type { CredentialSources } from '../auth/credentials-for.ts'
import { userinfoOf } from '../auth/userinfo.ts'
import type { CookieJar } from '../cookies/jar.ts'
import type { CookieValues, SendOptions, SessionOptions } from '../options.ts'
import type { RetryPolicy } from '../retry.ts'
import { reveal } from '../secret.ts'
import type { Site } from '../site.ts'
import type { Transport } from '../transport/transport.ts'
import { callSettings } from './call-settings.ts'
import type { CallSettings } from './call-settings.ts'
import type { Call } from './call.ts'
import { Deadline } from './deadline.ts'

/** The parts of a session that its calls use. */
export interface CallParts {
  readonly options: SessionOptions
  readonly settings: CallSettings
  readonly credentials: Pick<CredentialSources, 'hosts' | 'sessionAuth' | 'netrc'>
  readonly authContext: AuthContext
  readonly jar: CookieJar
  readonly transport: Transport
}

/** How a call begins, other than from nothing. */
export interface CallStart {
  /** What was asked for before the redirects of `history`. Default: the request's URL. */
  readonly url?: URL
  readonly history?: readonly Hop[]
  readonly isStream?: boolean
}

/** A call of a session for one request, ready for its steps. */
export function makeCall(
  request: Request,
  options: SendOptions,
  start: CallStart,
  { options: ofSession, credentials, settings: defaults, authContext, jar, transport }: CallParts,
  site: Site,
  resume: Call['resume'],
): Call {
  const settings = callSettings(options, defaults)
  const url = start.url ?? request.url
  const { redirect, maxRedirects, referer, time, body } = settings
  return {
    url,
    redirect: {
      mode: redirect,
      max: maxRedirects,
      referer,
      site,
      sensitiveHeaders: ofSession.sensitiveHeaders ?? [],
    },
    retry: retryOf(request.method, options.idempotent, settings.retry),
    credentials: {
      ...credentials,
      requestUrl: url,
      requestAuth: options.auth,
      urlUserinfo: userinfoOf(request.url),
      site,
    },
    authContext,
    jar,
    cookies: options.cookies && cookieMap(options.cookies),
    transport,
    proxy: options.proxy,
    limits: time,
    // A stream is not held in memory, so only what its caller says limits it.
    body: start.isStream && options.maxBody === undefined ? { ...body, maxBody: Infinity } : body,
    charset: options.charset,
    fallbackCharset: ofSession.charset,
    parser: ofSession.parser,
    deadline: new Deadline(request, time.total, options.signal),
    hooks: ofSession.hooks ?? {},
    turns: ofSession.turns,
    isStream: start.isStream ?? false,
    resume,
    history: start.history ?? [],
    hasBegun: false,
    sentCookies: undefined,
    unread: undefined,
  }
}

function cookieMap(cookies: CookieValues): Map<string, string | null> {
  const map = new Map<string, string | null>()
  for (const [name, value] of Object.entries(cookies)) {
    if (value !== undefined) map.set(name, value === null ? null : reveal(value))
  }
  return map
}

/** The policy, with the method's idempotence as the caller knows it. */
function retryOf(method: string, isIdempotent: boolean | undefined, policy: RetryPolicy): RetryPolicy {
  if (isIdempotent === undefined) return policy
  const others = policy.methods.filter((other) => other !== method)
  return { ...policy, methods: isIdempotent ? [...others, method] : others }
}
