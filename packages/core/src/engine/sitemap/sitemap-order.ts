/** The route of requests for sitemaps: a name that no route has. */
export const SITEMAP_ROUTE = '(sitemap)'

/** What is to be done with the pages of a sitemap; kept as the data of its request. */
export interface SitemapOrder {
  /** Where they go; absent for where `paths` says. */
  readonly route?: string
  /** What goes along to each. */
  readonly data?: unknown
  /** Only those that changed since then, in milliseconds since 1970. */
  readonly since?: number
  /** How many other sitemaps led to this one. */
  readonly level: number
}
