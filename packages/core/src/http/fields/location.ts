import { RedirectError } from '../../errors.ts'
import type { Headers } from '../headers.ts'
import { isHttp } from '../url.ts'

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Whether a response asks to be followed: one of the five statuses, and a Location that says where. */
export function isRedirect(status: number, headers: Headers): boolean {
  return REDIRECTS.has(status) && locationOf(headers) !== ''
}

/**
 * Where a redirect leads (RFC 9110 section 10.2.2): resolved, with the fragment of the URL before it unless it has
 * its own. Bytes beyond ASCII, which servers send as they are, count as UTF-8 as in browsers.
 *
 * @throws {RedirectError} `REDIRECT_LOCATION` for several different locations or none that can be read;
 *   `REDIRECT_SCHEME` for one that is not http or https.
 */
export function redirectTarget(place: { readonly method: string; readonly url: URL }, headers: Headers): URL {
  const locations = new Set(headers.getAll('location').map((line) => line.trim()))
  if (locations.size > 1) {
    throw new RedirectError('REDIRECT_LOCATION', place, 'redirects to several places at once')
  }
  const target = URL.parse(escapeBytes(locationOf(headers)), place.url.href)
  if (!target)
    throw new RedirectError('REDIRECT_LOCATION', place, 'redirects to a Location that is not a URL')
  if (!isHttp(target)) {
    throw new RedirectError(
      'REDIRECT_SCHEME',
      place,
      `redirects to ${target.protocol}, which is not followed`,
    )
  }
  if (!target.hash) target.hash = place.url.hash
  return target
}

function locationOf(headers: Headers): string {
  return headers.getAll('location')[0]?.trim() ?? ''
}

/** A header's text holds one byte a character; escaped, each is the byte that the server meant. */
function escapeBytes(location: string): string {
  return location.replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}
