import { DefinitionError } from '../../errors.ts'
import { listed } from '../check/listed.ts'
import { shown } from '../check/rule.ts'
import type { CookieInit, StoredCookie } from '../cookies/cookie.ts'
import { shownName } from '../cookies/cookie.ts'

const HTTP_ONLY = '#HttpOnly_'
const FIELDS = 'domain, subdomains, path, secure, expiry, name, value'

/**
 * Reads a Netscape cookies.txt as curl does: seven fields between tabs, an expiry of 0 for session cookies,
 * `#HttpOnly_` before the domain, and any other line with `#` a comment.
 *
 * @throws {DefinitionError} with the number of a line that cannot be read.
 */
export function parseCookiesTxt(text: string): CookieInit[] {
  if (typeof text !== 'string') throw new DefinitionError(`cookies.txt is ${shown(text)}: give its text`)
  const cookies: CookieInit[] = []
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const httpOnly = raw.startsWith(HTTP_ONLY)
    const line = httpOnly ? raw.slice(HTTP_ONLY.length) : raw
    if (line.trim() === '' || (raw.startsWith('#') && !httpOnly)) continue
    cookies.push(readLine(line.split('\t'), httpOnly, `line ${index + 1} of cookies.txt`))
  }
  return cookies
}

function readLine(fields: string[], httpOnly: boolean, place: string): CookieInit {
  // Old files have no path; a file that lost the blanks at the ends of its lines has no empty value.
  if (fields[2] === 'TRUE' || fields[2] === 'FALSE') fields.splice(2, 0, '/')
  if (fields.length === 6) fields.push('')
  const [domain, subdomains, path, secure, expiry, name, value] = fields
  if (fields.length !== 7 || !domain || name === undefined || value === undefined) {
    throw new DefinitionError(`${place} does not have 7 fields between tabs: ${FIELDS}`)
  }
  return {
    name,
    value,
    domain,
    hostOnly: !readFlag(subdomains, `the second field of ${place}`),
    path,
    secure: readFlag(secure, `the fourth field of ${place}`),
    httpOnly,
    expires: readExpiry(expiry, `the fifth field of ${place}`),
  }
}

function readFlag(field: string | undefined, place: string): boolean {
  if (field !== 'TRUE' && field !== 'FALSE') throw new DefinitionError(`${place} is neither TRUE nor FALSE`)
  return field === 'TRUE'
}

function readExpiry(field: string | undefined, place: string): Date | undefined {
  const date = new Date(Number(field || 'NaN') * 1000)
  if (Number.isNaN(date.getTime())) {
    throw new DefinitionError(`${place} is not a time in seconds since 1970, or 0 for a session cookie`)
  }
  return date.getTime() > 0 ? date : undefined
}

/**
 * Writes cookies as a Netscape cookies.txt that curl and browsers' exporters read. SameSite has no place in it.
 *
 * @throws {DefinitionError} for a cookie with a tab in it.
 */
export function formatCookiesTxt(cookies: Iterable<StoredCookie>): string {
  const lines = listed(cookies, 'formatCookiesTxt').map(formatLine)
  return ['# Netscape HTTP Cookie File', '# It holds secrets: keep it to yourself.', '', ...lines, ''].join(
    '\n',
  )
}

function formatLine(cookie: StoredCookie): string {
  const { name, value, domain, hostOnly, path, secure, httpOnly, expires } = cookie
  if (`${name}${value}${path}`.includes('\t')) {
    throw new DefinitionError(
      `cookie ${shownName(name)} has a tab, which cookies.txt cannot hold: export it as storageState`,
    )
  }
  const fields = [
    `${httpOnly ? HTTP_ONLY : ''}${hostOnly ? '' : '.'}${domain}`,
    hostOnly ? 'FALSE' : 'TRUE',
    path,
    secure ? 'TRUE' : 'FALSE',
    String(expires ? Math.floor(expires.getTime() / 1000) : 0),
    name,
    value,
  ]
  return fields.join('\t')
}
