import type { Crawler } from '../../../extract/definition.ts'
import { sitesOf } from '../../../extract/follow/scope.ts'
import { asciiDomain, cookieHost } from '../../../session/cookies/cookie-host.ts'
import type { StoredCookie } from '../../../session/cookies/cookie.ts'
import { isOrigin, parseSite } from '../../../session/site.ts'

/** Which cookies are those of a crawler's site: the ones that some page of it would be sent. */
export function cookiesOfSite(
  crawler: Crawler,
): (cookie: Pick<StoredCookie, 'domain' | 'hostOnly'>) => boolean {
  const sites = sitesOf(crawler)
  const site = parseSite(sites)
  const hosts = sites.map((name) => (isOrigin(name) ? cookieHost(new URL(name)) : asciiDomain(name)))
  return ({ domain, hostOnly }) => {
    const isAtOrAbove = (host?: string) =>
      host === domain || (!hostOnly && host?.endsWith(`.${domain}`) === true)
    const own = URL.parse(`https://${domain}/`)
    return hosts.some(isAtOrAbove) || (own !== null && site.covers(own))
  }
}
