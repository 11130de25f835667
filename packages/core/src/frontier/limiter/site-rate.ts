/** How fast a site is asked. */
export interface SiteRate {
  /** Milliseconds from one request to the next; 0 for no limit. */
  readonly interval: number
  /** Requests at once. */
  readonly concurrency: number
  /** Requests that may go out one upon the other after a rest. */
  readonly burst: number
}

/** What several who ask one site may do together: what the gentlest of them would. */
export function gentlest(rates: readonly SiteRate[]): SiteRate {
  return {
    interval: Math.max(0, ...rates.map(({ interval }) => interval)),
    concurrency: Math.min(...rates.map(({ concurrency }) => concurrency)),
    burst: Math.min(...rates.map(({ burst }) => burst)),
  }
}
