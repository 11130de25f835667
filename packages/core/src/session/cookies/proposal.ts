import { DefinitionError } from '../../errors.ts'
import { shown } from '../check/rule.ts'
import { reveal } from '../secret.ts'
import { asciiDomain, isListedSuffix, rootUrl } from './cookie-host.ts'
import type { CookieInit, CookieRefusal } from './cookie.ts'
import type { SetCookie } from './set-cookie.ts'

/** A cookie that wants into the jar, and the URL that it comes from. */
export interface Proposal {
  readonly cookie: SetCookie
  readonly url: URL
}

/** Reads a cookie given by a program or a file as if it came over the wire; says why when it belongs to no host. */
export function propose(init: CookieInit): Proposal | CookieRefusal {
  if (typeof init !== 'object' || init === null)
    throw new DefinitionError(`a cookie is ${shown(init)}: give an object with name, value and url or domain`)
  const domain = init.domain ? asciiDomain(init.domain) : ''
  const url = init.url === undefined ? rootUrl(domain ?? '') : URL.parse(String(init.url))
  if (!url || domain === undefined) return 'host'
  // A response from the suffix itself would get a host-only cookie; here nobody has said that it is one.
  if (init.url === undefined && !init.hostOnly && isListedSuffix(domain)) return 'public-suffix'
  const cookie: SetCookie = {
    name: init.name,
    value: reveal(init.value),
    domain: init.hostOnly ? '' : domain,
    path: init.path?.startsWith('/') ? init.path : undefined,
    secure: init.secure ?? false,
    httpOnly: init.httpOnly ?? false,
    sameSite: init.sameSite,
    expires: init.expires,
  }
  return { cookie, url }
}
