import type { SiteLimits } from '../../extract/limits.ts'
import type { Counts } from '../../frontier/store.ts'

/** What limits are held against: pages fetched for good, their bytes, and how many of them failed. */
export interface Amounts {
  readonly pages: number
  readonly bytes: number
  readonly errors: number
}

/** What a run has come to, by its books. */
export function amountsOf({ done, suspect, failed, bytes }: Counts): Amounts {
  return { pages: done + suspect + failed, bytes, errors: failed }
}

/** The limit that was reached, the gravest first; `undefined` when none was. */
export function limitReached(amounts: Amounts, limits: SiteLimits): keyof SiteLimits | undefined {
  const names = ['errors', 'pages', 'bytes'] as const
  return names.find((name) => amounts[name] >= (limits[name] ?? Infinity))
}
