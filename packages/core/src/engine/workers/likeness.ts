import type { Crawler } from '../../extract/definition.ts'

/**
 * A text that is the same for crawlers that read pages in the same way, as far as one can see: it tells a worker that
 * what it finds in a module is the crawler that is crawled, and not another version of it.
 */
export function likenessOf(crawler: Crawler): string {
  const { name, start, site, allow, sortQuery, paths, keys, parser, routeTimeout, routes } = crawler
  const names = Object.keys(routes)
  return JSON.stringify({ name, start, site, allow, sortQuery, paths, keys, parser, routeTimeout, names })
}
