import { parse } from 'tldts'

let lastHost = ''
let lastName = ''

/** What counts as one site: a registrable domain with all its hosts, or each origin by itself. */
export type SiteUnit = 'domain' | 'origin'

/**
 * The site that a URL is counted to, for its turn and its owner: the registrable domain, or the host with its
 * port where there is none, as for an address or `localhost`.
 */
export function siteName(url: URL, unit: SiteUnit = 'domain'): string {
  if (unit === 'origin') return url.origin
  if (url.host === lastHost) return lastName
  const { domain, isIp } = parse(url.hostname, { allowPrivateDomains: true })
  lastHost = url.host
  lastName = domain && !isIp ? domain : url.host
  return lastName
}
