import type { Request } from '../../http/request.ts'
import { sharesCredentials } from '../site.ts'
import type { Site } from '../site.ts'
import type { Auth } from './auth.ts'
import { basic } from './basic.ts'
import type { HostAuth } from './host-auth.ts'
import type { Netrc } from './netrc/netrc.ts'
import type { Userinfo } from './userinfo.ts'

/** Where credentials may come from. */
export interface CredentialSources {
  /** The URL that was asked for, before redirects. */
  readonly requestUrl: URL
  /** `null` sends none, whatever else there is. */
  readonly requestAuth?: Auth | null | undefined
  readonly urlUserinfo?: Userinfo | undefined
  readonly hosts?: HostAuth | undefined
  readonly sessionAuth?: Auth | null | undefined
  readonly site: Site
  readonly netrc?: Netrc | undefined
}

/**
 * The credentials to sign one hop of a request with; `undefined` leaves it as it is.
 *
 * First of: the request's auth, its Authorization header (`null` there means none), the URL's user name and password,
 * the host's auth, the session's auth, netrc. What came with the request goes no further than its URL's origin or the site; what came
 * with the session goes to the site alone.
 */
export function credentialsFor(request: Request, sources: CredentialSources): Auth | undefined {
  const { requestAuth, urlUserinfo, hosts, sessionAuth, netrc, site } = sources
  if (requestAuth === null) return undefined
  // Most requests have none, and whose they would be need not be asked.
  if (!requestAuth && !urlUserinfo && !hosts && !sessionAuth && !netrc) return undefined
  const isOwn = belongs(sources.requestUrl, request.url, site)
  if (requestAuth && isOwn) return requestAuth
  if (request.headers.has('authorization') || request.silenced?.includes('authorization')) return undefined
  if (urlUserinfo && isOwn) return basic(urlUserinfo.username, urlUserinfo.password)
  const ofHost = hosts?.find(request.url)
  if (ofHost !== undefined) return ofHost ?? undefined
  if (!site.owns(request.url)) return undefined
  return sessionAuth ?? netrc?.find(request.url)
}

function belongs(from: URL, to: URL, site: Site): boolean {
  return sharesCredentials(from, to) || (site.owns(from) && site.owns(to))
}
