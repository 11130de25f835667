import type { Limits, SiteLimits } from '../../extract/limits.ts'
import { limitReached, type Amounts } from './amounts.ts'

const GO_ON = 'a higher limit goes on with what waits; without one the next run begins anew'

/** Says which limit of its own has ended a run, and how it goes on. */
export function sentenceOf(limit: 'pages' | 'bytes' | 'errors' | 'minutes', limits: Limits): string {
  const amount = (limits[limit] ?? 0).toLocaleString('en-US')
  return {
    pages: `the run has its ${amount} pages (limits.pages): ${GO_ON}`,
    bytes: `the run has its ${amount} bytes (limits.bytes): ${GO_ON}`,
    minutes: `the run has had its ${amount} minutes (limits.minutes): run it again to go on`,
    errors: `the run was broken off, for ${amount} pages have failed (limits.errors): see why, then try them again and go on with retry`,
  }[limit]
}

/** Says that sites have had their share, by the first of them. */
export function siteSentence(sites: readonly string[], amounts: Amounts, limits: SiteLimits): string {
  const limit = limitReached(amounts, limits) ?? 'pages'
  const amount = (limits[limit] ?? 0).toLocaleString('en-US')
  const what = limit === 'errors' ? 'failed pages' : limit
  const others = sites.length > 1 ? `, and so have ${sites.length - 1} others` : ''
  return `${sites[0]} has its ${amount} ${what} (limits.perSite.${limit})${others}: ${GO_ON}`
}
