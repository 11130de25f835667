import { DefinitionError } from '../../errors.ts'
import { listed } from '../check/listed.ts'
import type { CookieInit, SameSite, StoredCookie } from '../cookies/cookie.ts'
import { asArray, asObject, asString, readJson } from './json-file.ts'
import type { JsonObject } from './json-file.ts'

/** The cookies of Playwright's `storageState`, as `context.storageState()` writes and `newContext()` takes them. */
export interface StorageState {
  readonly cookies: readonly StorageStateCookie[]
  /** Always empty: a session has no local storage. */
  readonly origins: readonly never[]
}

/** A cookie of Playwright: a domain with a leading dot goes to subdomains, an expiry of -1 is a session cookie's. */
interface StorageStateCookie {
  readonly name: string
  readonly value: string
  readonly domain: string
  readonly path: string
  /** In seconds since 1970. */
  readonly expires: number
  readonly httpOnly: boolean
  readonly secure: boolean
  readonly sameSite: 'Strict' | 'Lax' | 'None'
}

/**
 * Reads the cookies of a Playwright `storageState`, as text or as an object; its local storage is left out.
 *
 * @throws {DefinitionError} naming the line or the field that is wrong.
 */
export function parseStorageState(input: unknown): CookieInit[] {
  const state = readJson(input, 'the storageState')
  return asArray(state['cookies'], 'cookies of the storageState').map((cookie, index) => {
    const place = `cookies[${index}] of the storageState`
    return readCookie(asObject(cookie, place), place)
  })
}

function readCookie(cookie: JsonObject, place: string): CookieInit {
  const domain = asString(cookie['domain'], `domain of ${place}`)
  const secure = cookie['secure'] === true
  return {
    name: asString(cookie['name'], `name of ${place}`),
    value: asString(cookie['value'], `value of ${place}`),
    domain,
    hostOnly: !domain.startsWith('.'),
    path: asString(cookie['path'] ?? '/', `path of ${place}`),
    secure,
    httpOnly: cookie['httpOnly'] === true,
    sameSite: readSameSite(cookie['sameSite'], secure),
    expires: readExpiry(cookie['expires'] ?? -1, `expires of ${place}`),
  }
}

/** Firefox and WebKit write None for cookies that say nothing, even for those that are not Secure. */
function readSameSite(value: unknown, secure: boolean): SameSite | undefined {
  if (value === 'Strict') return 'strict'
  if (value === 'Lax') return 'lax'
  return value === 'None' && secure ? 'none' : undefined
}

function readExpiry(value: unknown, place: string): Date | undefined {
  const date = new Date(typeof value === 'number' ? value * 1000 : Number.NaN)
  if (Number.isNaN(date.getTime())) {
    throw new DefinitionError(`${place} is not a time in seconds since 1970, or -1 for a session cookie`)
  }
  return date.getTime() > 0 ? date : undefined
}

/**
 * Writes cookies as a Playwright `storageState`. What says nothing of SameSite becomes Lax, as browsers treat it.
 *
 * @throws {DefinitionError} for what are no cookies.
 */
export function formatStorageState(cookies: Iterable<StoredCookie>): StorageState {
  return { cookies: listed(cookies, 'formatStorageState').map(formatCookie), origins: [] }
}

function formatCookie(cookie: StoredCookie): StorageStateCookie {
  const { name, value, domain, hostOnly, path, expires, httpOnly, secure, sameSite } = cookie
  return {
    name,
    value,
    domain: hostOnly ? domain : `.${domain}`,
    path,
    expires: expires ? expires.getTime() / 1000 : -1,
    httpOnly,
    secure,
    sameSite: sameSite === 'strict' ? 'Strict' : sameSite === 'none' ? 'None' : 'Lax',
  }
}
