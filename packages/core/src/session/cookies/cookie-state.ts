import { StoreError } from '../../errors.ts'
import { isObject } from '../check/is-object.ts'
import type { StoredCookie } from './cookie.ts'

const VERSION = 1

/** A jar as JSON: every cookie in order of creation, session cookies too. It holds secrets: keep it sealed. */
export interface CookieState {
  readonly version: typeof VERSION
  readonly cookies: readonly SavedCookie[]
}

/** A cookie as JSON; `expires` is an ISO date, and absent from a session cookie. */
export interface SavedCookie extends Omit<StoredCookie, 'expires' | 'sameSite'> {
  readonly expires?: string
  readonly sameSite?: NonNullable<StoredCookie['sameSite']>
}

/** Writes cookies, given in order of creation, as a state. */
export function writeCookieState(cookies: readonly StoredCookie[]): CookieState {
  return {
    version: VERSION,
    cookies: cookies.map(({ expires, sameSite, ...cookie }) => ({
      ...cookie,
      ...(sameSite && { sameSite }),
      ...(expires && { expires: expires.toISOString() }),
    })),
  }
}

/**
 * Reads a state, whoever wrote it.
 *
 * @throws {StoreError} `COOKIES_VERSION` for another version, `COOKIES_DAMAGED` naming the wrong field.
 */
export function readCookieState(state: unknown): StoredCookie[] {
  if (!isObject(state) || !('version' in state)) throw damaged('the state', 'a kept cookie jar')
  if (state['version'] !== VERSION) {
    throw new StoreError(
      'COOKIES_VERSION',
      `the kept cookies have version ${JSON.stringify(state['version'])}, not ${VERSION}: use the Latchkey that kept them, or delete them and sign in again`,
    )
  }
  if (!Array.isArray(state['cookies'])) throw damaged('cookies', 'an array')
  return state['cookies'].map((cookie: unknown, index) => readCookie(cookie, `cookies[${index}]`))
}

function readCookie(cookie: unknown, place: string): StoredCookie {
  if (!isObject(cookie)) throw damaged(place, 'an object')
  const field = <T>(name: string, what: string, is: (value: unknown) => value is T): T => {
    const value = cookie[name]
    if (is(value)) return value
    throw damaged(`${place}.${name}`, what)
  }
  return {
    name: field('name', 'a string', isString),
    value: field('value', 'a string', isString),
    domain: field('domain', 'a string', isString),
    hostOnly: field('hostOnly', 'true or false', isBoolean),
    path: field('path', 'a string', isString),
    secure: field('secure', 'true or false', isBoolean),
    httpOnly: field('httpOnly', 'true or false', isBoolean),
    sameSite: field('sameSite', '"strict", "lax" or "none"', isSameSite),
    expires: readDate(field('expires', 'an ISO date', isDateText)),
  }
}

function readDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function isSameSite(value: unknown): value is StoredCookie['sameSite'] {
  return value === undefined || value === 'strict' || value === 'lax' || value === 'none'
}

function isDateText(value: unknown): value is string | undefined {
  return value === undefined || (isString(value) && !Number.isNaN(Date.parse(value)))
}

function damaged(place: string, what: string): StoreError {
  return new StoreError(
    'COOKIES_DAMAGED',
    `the kept cookies are damaged: ${place} is not ${what}. Delete them and sign in again.`,
  )
}
