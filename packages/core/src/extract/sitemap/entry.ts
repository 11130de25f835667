/** One address that a sitemap lists. */
export interface SitemapEntry {
  /** As it stands there. */
  readonly address: string
  /** Whether another sitemap is there, and no page. */
  readonly isSitemap: boolean
  /** When it changed last, in milliseconds since 1970, rather too late than too early; `undefined` where it does not say. */
  readonly modified: number | undefined
}

/** Reads the entries of a sitemap out of its text, as it comes piece by piece. */
export interface SitemapReader {
  /**
   * The entries that a piece of text completes.
   *
   * @throws {BodyError} `NOT_A_SITEMAP` and `HOSTILE_SITEMAP`.
   */
  read(text: string): SitemapEntry[]
  /**
   * The entries that the end of the text completes.
   *
   * @throws {BodyError} `NOT_A_SITEMAP`, and `TRUNCATED` for one that ends too early.
   */
  end(): SitemapEntry[]
}

/** What no address is longer than, nor anything else between two elements: more is no sitemap but an attack on memory. */
export const LONGEST_TEXT = 64 * 1024
