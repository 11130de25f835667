import { isIP } from 'node:net'

import { parse } from 'tldts'

import { DefinitionError } from '../../errors.ts'
import { shown } from '../check/rule.ts'
import { bareHost, isLoopback } from '../host.ts'

/**
 * The canonical host of a URL as cookies know it, an IPv6 address without brackets.
 *
 * `undefined` for a host with an empty label, such as `shop.example.`: it has no canonical form and so neither
 * gets nor sets cookies (RFC 6265bis section 5.1.2).
 */
export function cookieHost(url: URL): string | undefined {
  const host = bareHost(url.hostname)
  return host.split('.').includes('') ? undefined : host
}

/**
 * A URL as programs give it, parsed or not.
 *
 * @throws {DefinitionError} for what is none.
 */
export function asUrl(url: unknown): URL {
  if (url instanceof URL) return url
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  if (parsed) return parsed
  throw new DefinitionError(`the URL of a cookie is ${shown(url)}: give one such as https://shop.example/`)
}

/** The root URL of a cookie's host or domain; `null` when it is not a host at all. */
export function rootUrl(domain: string): URL | null {
  const url = URL.parse(`https://${isIP(domain) === 6 ? `[${domain}]` : domain}/`)
  // Anything more than a host, such as a port or a path, has slipped in.
  return url && url.href === `https://${url.hostname}/` ? url : null
}

/** A domain as people write it, perhaps with a leading dot, in lower case and punycode. */
export function asciiDomain(domain: string): string | undefined {
  const url = rootUrl(domain.startsWith('.') ? domain.slice(1) : domain)
  return url ? cookieHost(url) : undefined
}

/** Whether many owners share the domain: the Public Suffix List with its private section, and any unknown single label. */
export function isPublicSuffix(domain: string): boolean {
  return parse(domain, SUFFIXES).publicSuffix === domain
}

/** Whether the domain stands in the Public Suffix List, so not `localhost` or a host of the local network. */
export function isListedSuffix(domain: string): boolean {
  const { publicSuffix, isIcann, isPrivate } = parse(domain, SUFFIXES)
  return publicSuffix === domain && (isIcann === true || isPrivate === true)
}

const SUFFIXES = { allowPrivateDomains: true, extractHostname: false }

/** Whether cookies marked Secure may come from and go to the URL. */
export function isSecure(url: URL, trustLoopback = false): boolean {
  return url.protocol === 'https:' || (trustLoopback && isLoopback(cookieHost(url) ?? ''))
}
