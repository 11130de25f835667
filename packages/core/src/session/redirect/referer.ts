import { requestTarget } from '../../http/url.ts'

/**
 * What a page at one URL tells another about itself: `strict-origin-when-cross-origin`, the policy of every browser
 * (Referrer Policy section 3). Never a user name, a password or a fragment.
 *
 * @returns `null` for nothing.
 */
export function refererFor(from: URL, to: URL): string | null {
  if (from.protocol === 'https:' && to.protocol !== 'https:') return null
  if (from.origin !== to.origin) return `${from.origin}/`
  return from.origin + requestTarget(from)
}
