import { parse } from 'tldts'

let lastHost = ''
let lastName = ''

/**
 * The site that a URL is counted to, for its turn and its owner: the registrable domain, or the host with its
 * port where there is none, as for an address or `localhost`.
 */
export function siteName(url: URL): string {
  if (url.host === lastHost) return lastName
  const { domain, isIp } = parse(url.hostname, { allowPrivateDomains: true })
  lastHost = url.host
  lastName = domain && !isIp ? domain : url.host
  return lastName
}
