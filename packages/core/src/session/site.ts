import { getDomain } from 'tldts'

import { DefinitionError, withoutCredentials } from '../errors.ts'
import { isHttp } from '../http/url.ts'
import { isLocalhost } from './host.ts'

/** Which URLs a session's credentials may go to, and which pages a crawl of the site takes in. */
export interface Site {
  /** Whether the URL may get the session's credentials. */
  owns(url: URL): boolean
  /** Whether the page is part of the site, over http or https. */
  covers(url: URL): boolean
}

/**
 * The site meant by an option: an origin (`https://shop.example`), a domain with its subdomains
 * (`shop.example`), or several of them.
 *
 * An origin owns its own scheme, host and port, and from http on port 80 also https on 443, never the other
 * way round. A domain owns https on port 443 at itself and below; http and other ports only under `.localhost`.
 *
 * @param label What an error calls it.
 * @throws {DefinitionError} for anything else, and for a domain that many owners share, such as `co.uk` or `github.io`.
 */
export function parseSite(option: string | URL | readonly (string | URL)[], label = 'site'): Site {
  const options = typeof option === 'string' || option instanceof URL ? [option] : option
  if (!Array.isArray(options) || options.length === 0) {
    throw new DefinitionError(`${label} is empty: give an origin such as https://shop.example, or a domain`)
  }
  const parts = options.map((part) => (isOrigin(part) ? originSite(part, label) : domainSite(part, label)))
  const [only] = parts
  if (only && parts.length === 1) return only
  return {
    owns: (url) => parts.some((part) => part.owns(url)),
    covers: (url) => parts.some((part) => part.covers(url)),
  }
}

/**
 * Whether credentials meant for one URL may go to another: the same origin, or the step up from http on
 * port 80 to https on port 443 of the same host.
 */
export function sharesCredentials(from: URL, to: URL): boolean {
  if (from === to || from.origin === to.origin) return isHttp(to)
  const upgraded = from.protocol === 'http:' && to.protocol === 'https:'
  return upgraded && from.hostname === to.hostname && from.port === '' && to.port === ''
}

/** Whether a part of a site is an origin, and no domain. */
export function isOrigin(part: string | URL): boolean {
  return part instanceof URL || part.includes('://')
}

function originSite(part: string | URL, label: string): Site {
  const origin = URL.parse(String(part).trim())
  if (!origin || !isHttp(origin)) {
    throw new DefinitionError(
      `${label} ${shown(part)} is not an http or https origin: write https://shop.example`,
    )
  }
  if (origin.href !== `${origin.origin}/`) {
    throw new DefinitionError(`${label} ${shown(part)} is more than an origin: write ${origin.origin}`)
  }
  const home = origin.origin
  return {
    owns: (url) => url.origin === home || sharesCredentials(origin, url),
    covers: (url) => isHttp(url) && url.hostname === origin.hostname && url.port === origin.port,
  }
}

function domainSite(part: string | URL, label: string): Site {
  const host = hostOf(String(part), label)
  const registrable = getDomain(host, SUFFIXES)
  if (registrable === null) {
    throw new DefinitionError(
      `${label} ${host} is not one owner's domain: write the domain below it, or the origin, such as https://${host}`,
    )
  }
  const below = `.${host}`
  // A suffix open to everybody may lie below the domain, as s3.amazonaws.com does below amazonaws.com.
  const contains = ({ hostname }: URL) =>
    hostname === host || (hostname.endsWith(below) && getDomain(hostname, SUFFIXES) === registrable)
  const isHere = isLocalhost(host)
  return {
    owns: (url) => isHttp(url) && (isHere || isDefaultHttps(url)) && contains(url),
    covers: (url) => isHttp(url) && contains(url),
  }
}

/** The host name alone, in lower case and punycode. */
function hostOf(text: string, label: string): string {
  const url = URL.parse(`https://${text.trim()}`)
  if (!url || url.hostname.startsWith('.') || url.hostname.includes('*') || url.hostname.endsWith('.')) {
    throw new DefinitionError(
      `${label} ${shown(text)} is not a domain: write shop.example for the host and all its subdomains`,
    )
  }
  if (url.href !== `https://${url.hostname}/`) {
    throw new DefinitionError(
      `${label} ${shown(text)} is more than a domain: write ${url.hostname} or ${url.origin}`,
    )
  }
  return url.hostname
}

const SUFFIXES = { allowPrivateDomains: true }

function isDefaultHttps(url: URL): boolean {
  return url.protocol === 'https:' && url.port === ''
}

/** The option as it may be shown: it could hold a password by mistake. */
function shown(part: string | URL): string {
  const text = withoutCredentials(part)
  return text.includes('@') ? 'with an @' : JSON.stringify(text)
}
