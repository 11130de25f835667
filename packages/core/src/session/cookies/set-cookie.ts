import { parseDate } from 'tough-cookie'

import type { SameSite } from './cookie.ts'

/** A Set-Cookie line as it reads, before it is judged. */
export interface SetCookie {
  readonly name: string
  readonly value: string
  /** Without its leading dot; empty when there is none. */
  readonly domain: string
  /** `undefined` when there is none that begins with a slash. */
  readonly path: string | undefined
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite: SameSite | undefined
  readonly expires: Date | undefined
}

/** No cookie lives longer, in milliseconds: 400 days (RFC 6265bis section 5.5). */
export const LONGEST_LIFE = 400 * 24 * 3600 * 1000

/** Attributes with longer values are passed over, in bytes. */
export const LONGEST_ATTRIBUTE = 1024

/** The most cookies that one response may set, as in curl (CVE-2022-32205). */
export const MOST_SET = 50

/** Whether a line has a control character other than tab, which spoils it whole. */
export function hasControl(line: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\x00-\x08\x0a-\x1f\x7f]/.test(line)
}

/** Reads a Set-Cookie line, never failing (RFC 6265bis section 5.6); `now` is when it was received. */
export function parseSetCookie(line: string, now: number): SetCookie {
  const [pair = '', ...parts] = line.split(';')
  const attributes = readAttributes(parts)
  const domain = attributes.get('domain')?.toLowerCase() ?? ''
  const path = attributes.get('path')
  return {
    ...readPair(pair),
    domain: domain.startsWith('.') ? domain.slice(1) : domain,
    path: path?.startsWith('/') ? path : undefined,
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    sameSite: readSameSite(attributes.get('samesite')),
    expires: afterMaxAge(attributes.get('max-age'), now) ?? parseDate(attributes.get('expires')),
  }
}

/** Splits `name=value` at its first `=`; without one it is a nameless cookie. */
export function readPair(pair: string): { name: string; value: string } {
  const equals = pair.indexOf('=')
  return { name: trimBlanks(pair.slice(0, Math.max(equals, 0))), value: trimBlanks(pair.slice(equals + 1)) }
}

/** The last attribute of a name counts, except dates that cannot be read. */
function readAttributes(parts: readonly string[]): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const part of parts) {
    const equals = part.indexOf('=')
    const name = trimBlanks(equals < 0 ? part : part.slice(0, equals)).toLowerCase()
    const value = equals < 0 ? '' : trimBlanks(part.slice(equals + 1))
    if (value.length <= LONGEST_ATTRIBUTE && isReadable(name, value)) attributes.set(name, value)
  }
  return attributes
}

function isReadable(name: string, value: string): boolean {
  if (name === 'max-age') return /^-?\d+$/.test(value)
  if (name === 'expires') return parseDate(value) !== undefined
  return true
}

/** Absolute from the start: tough-cookie's own Max-Age begins anew whenever the cookie is read. */
function afterMaxAge(seconds: string | undefined, now: number): Date | undefined {
  if (seconds === undefined) return undefined
  const life = Math.min(Number(seconds) * 1000, LONGEST_LIFE)
  return new Date(life > 0 ? now + life : 0)
}

/** Reads a SameSite value, whatever its case; `undefined` for any other. */
export function readSameSite(value: string | undefined): SameSite | undefined {
  const text = value?.toLowerCase()
  return text === 'strict' || text === 'lax' || text === 'none' ? text : undefined
}

/** Spaces and tabs only, as the RFC says; a regular expression would take quadratic time on long runs. */
function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
