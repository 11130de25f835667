/** Pages to begin with; a plain URL goes where `paths` says, else to the first route. */
export type Start = string | URL | StartPage | StartSitemap

/** One page and its route. */
export interface StartPage {
  readonly url: string | URL
  readonly route: string
  readonly data?: unknown
  /** The account that fetches it. Default: each account once. */
  readonly account?: string
}

/** All pages of a sitemap, XML or text, gzipped or not; of an index of sitemaps, a feed, or the sitemaps that a robots.txt names. */
export interface StartSitemap {
  /** Where it is, such as `https://shop.example/sitemap.xml` or `https://shop.example/robots.txt`. */
  readonly sitemap: string | URL
  /** Where its pages go. Default: where `paths` says. */
  readonly route?: string
  /** What goes along to each. */
  readonly data?: unknown
  /** The account that fetches it and its pages. Default: each account once. */
  readonly account?: string
  /**
   * Only pages that changed since then, or that the sitemap gives no date for: a date, as in `2026-11-21`, or the begin of the last finished run.
   * Default: all.
   */
  readonly since?: Date | `${number}-${number}-${string}` | 'last run'
}

/** A start in its long form. */
export interface LongStart {
  readonly url: string | URL
  /** Empty where it was not said. */
  readonly route: string
  readonly data: unknown
  readonly account: string | undefined
  /** Whether the URL is that of a sitemap. */
  readonly isSitemap: boolean
  readonly since: StartSitemap['since']
}

/** What `start` says, in its long form. */
export function startsOf({ start }: { readonly start: Start | readonly Start[] }): LongStart[] {
  return ([start].flat() as readonly Start[]).map((one) => {
    const nothing = { route: '', data: undefined, account: undefined, since: undefined }
    if (typeof one !== 'object' || one instanceof URL || one === null)
      return { ...nothing, url: one, isSitemap: false }
    if ('sitemap' in one) return { ...nothing, ...one, url: one.sitemap, isSitemap: true }
    return { ...nothing, ...one, isSitemap: false }
  })
}
