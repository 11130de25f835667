import type { Crawler } from '../../extract/definition.ts'
import { Limiter, type LimiterOptions } from '../../frontier/limiter/limiter.ts'
import { rateOf, siteOf } from './rate.ts'

/** The limiter for a crawler's requests, at the rates that it names. */
export function limiterOf(
  crawler: Crawler,
  options: Partial<Pick<LimiterOptions, 'signal' | 'onTrouble'>> = {},
): Limiter {
  return new Limiter({
    rateOf: (site) => rateOf(crawler, site),
    siteOf: (url) => siteOf(crawler, url),
    signal: new AbortController().signal,
    ...options,
  })
}

/** How long a site may give nothing but failures, in milliseconds. */
export function patienceOf({ patience = 10 }: Crawler): number {
  return patience * 60_000
}
