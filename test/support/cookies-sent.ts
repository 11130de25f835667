import type { Site } from '../site/index.ts'

/** The values of all cookies that the site was sent with requests for paths that begin so. */
export function cookiesSent(site: Site, path = '/'): Set<string> {
  const headers = site.log.flatMap((entry) => (entry.path.startsWith(path) ? (entry.cookie ?? []) : []))
  const pairs = headers.flatMap((header) => header.split('; '))
  return new Set(pairs.map((pair) => pair.split('=')[1] ?? ''))
}
