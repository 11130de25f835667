import { StoreError } from '../../errors.ts'
import { Headers } from '../../http/headers.ts'
import type { SavedAuthState } from '../auth/auth-state.ts'
import { isAuthReference } from '../auth/referred-auth.ts'
import { checkOptions } from '../check/check-options.ts'
import { isObject } from '../check/is-object.ts'
import { sessionRules } from '../check/session-rules.ts'
import type { CookieState } from '../cookies/cookie-state.ts'
import type { AddressHints } from '../transport/connection/address-book.ts'
import type { SavedSettings } from './saved-settings.ts'

const VERSION = 1

/** A session as JSON. It holds cookies, which are as good as passwords: keep it sealed, or in a file of your own. */
export interface SessionState {
  readonly version: typeof VERSION
  /** An ISO date. */
  readonly savedAt: string
  readonly cookies: CookieState
  readonly auth: SavedAuthState
  /** The session's own headers; those that are credentials only where it was asked for. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** What the session was made with. */
  readonly settings?: SavedSettings | undefined
  /** Addresses of hosts that were looked up and may still be good. */
  readonly addresses?: AddressHints | undefined
}

/** What of a session is kept. */
export interface StateOptions {
  /** Cookies that a browser would forget when it is closed; logins are usually such. Default `keep`. */
  readonly sessionCookies?: 'keep' | 'drop'
  /**
   * Headers that prove who asks, such as a token that a login has brought, and passwords that stand in the options.
   * Those of `secret('NAME')` are referred to by name in any case. Default `drop`.
   */
  readonly credentials?: 'keep' | 'drop'
}

/** Puts the parts of a session together. */
export function sessionState(
  parts: Omit<SessionState, 'version' | 'savedAt'>,
  options: StateOptions,
): SessionState {
  const { cookies } = parts
  const kept =
    options.sessionCookies === 'drop' ? cookies.cookies.filter(({ expires }) => expires) : cookies.cookies
  return {
    version: VERSION,
    savedAt: new Date().toISOString(),
    ...parts,
    cookies: { ...cookies, cookies: kept },
  }
}

/**
 * Reads a state, whoever wrote it; its cookies and headers are checked where they are put to use.
 *
 * @throws {StoreError} `STATE_VERSION` for another version, `STATE_DAMAGED` for what is no state.
 */
export function readSessionState(state: unknown): SessionState {
  if (typeof state !== 'object' || state === null || !('version' in state))
    throw damaged('it is not a session')
  if (state.version !== VERSION) {
    throw new StoreError(
      'STATE_VERSION',
      `the kept session has version ${JSON.stringify(state.version)}, not ${VERSION}: use the Latchkey that kept it, or sign in again`,
    )
  }
  const { cookies, headers, settings = {}, addresses = {} } = state as Partial<SessionState>
  if (typeof cookies !== 'object') throw damaged('it has no cookies')
  if (!areHeaders(headers)) throw damaged('its headers are not pairs of a name and a value that can be sent')
  if (!areSettings(settings) || !isObject(addresses)) throw damaged('its settings make no sense')
  return state as SessionState
}

function areSettings(settings: unknown): boolean {
  if (!isObject(settings)) return false
  const { auth, hosts = {}, ...options } = settings
  if (!isObject(hosts)) return false
  try {
    checkOptions('a session', options, sessionRules)
  } catch {
    return false
  }
  return [auth ?? [], Object.values(hosts)].flat().every(isAuthReference)
}

function areHeaders(lines: SessionState['headers'] | undefined): boolean {
  try {
    return Array.isArray(lines) && new Headers(lines) instanceof Headers
  } catch {
    return false
  }
}

function damaged(problem: string): StoreError {
  return new StoreError(
    'STATE_DAMAGED',
    `the kept session is damaged, ${problem}: delete it and sign in again`,
  )
}
