import { DefinitionError } from '../../errors.ts'
import { isOrigin, parseSite } from '../site.ts'
import type { Auth } from './auth.ts'

/** Credentials by origin (`https://api.example`) or by the hosts below a domain (`*.shop.example`); `null` for none. */
export type HostAuthOption = Readonly<{ [host: string]: Auth | null }>

/** The credentials of single hosts. */
export interface HostAuth {
  /** Those of the URL's origin, else of the longest domain that it is below; `undefined` where none is meant. */
  find(url: URL): Auth | null | undefined
}

/**
 * Reads a map from hosts to credentials.
 *
 * An origin is meant as in `parseSite`; `*.` means the hosts below the domain, over https on port 443.
 *
 * @throws {DefinitionError} for a key that is neither, and for `*.co.uk` and its like.
 */
export function hostAuth(option: HostAuthOption): HostAuth {
  const entries = Object.entries(option).map(([key, auth]) => ({ auth, place: placeOf(key) }))
  entries.sort((a, b) => b.place.precision - a.place.precision)
  return { find: (url) => entries.find(({ place }) => place.contains(url))?.auth }
}

/** What errors call the place of some credentials. */
const LABEL = 'the key of hosts'

/** Of two places that contain a URL, the more precise one counts. */
function placeOf(key: string): { precision: number; contains: (url: URL) => boolean } {
  if (isOrigin(key)) {
    const site = parseSite(key, LABEL)
    return { precision: Infinity, contains: (url) => site.owns(url) }
  }
  if (!key.startsWith('*.')) {
    throw new DefinitionError(
      `${LABEL} ${JSON.stringify(key)}: write an origin such as https://${key}, or *.${key} for the hosts below`,
    )
  }
  const domain = key.slice(2)
  const site = parseSite(domain, LABEL)
  const apex = new URL(`https://${domain}`).hostname
  return { precision: apex.length, contains: (url) => url.hostname !== apex && site.owns(url) }
}
