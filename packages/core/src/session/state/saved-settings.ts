import { withoutCredentials } from '../../errors.ts'
import { headerLines, Headers, linesOver } from '../../http/headers.ts'
import { queryPairs } from '../../http/query.ts'
import type { AuthReference } from '../auth/auth-reference.ts'
import type { Auth } from '../auth/auth.ts'
import { stripCredentials } from '../auth/credential-headers.ts'
import { referredAuth } from '../auth/referred-auth.ts'
import type { SessionOptions } from '../options.ts'

/** What a session was made with, as far as a later one needs it to go on. */
export interface SavedSettings {
  /** Origins and domains. */
  readonly site?: readonly string[] | undefined
  readonly baseUrl?: string | undefined
  readonly query?: readonly (readonly [name: string, value: string | null])[] | undefined
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined
  readonly resolve?: SessionOptions['resolve']
  readonly auth?: AuthReference | undefined
  /** By origin or `*.domain`. */
  readonly hosts?: Readonly<Record<string, AuthReference>> | undefined
}

/**
 * The settings of a session.
 *
 * @param origin Its site, where it was not told and has learnt it.
 * @param keepsSecrets Whether passwords, tokens and API keys that stand in the options are kept as they are.
 */
export function savedSettings(
  options: SessionOptions,
  origin: string | undefined,
  keepsSecrets: boolean,
): SavedSettings {
  const { baseUrl, query, headers, resolve, auth, hosts = {}, sensitiveHeaders } = options
  const own = new Headers(headerLines(headers)).withoutSecrets()
  return {
    site: placesOf(options) ?? (origin === undefined ? undefined : [origin]),
    baseUrl: baseUrl && (keepsSecrets ? String(baseUrl) : withoutCredentials(baseUrl)),
    query: query === undefined ? undefined : queryPairs(query),
    headers: [...(keepsSecrets ? own : stripCredentials(own, sensitiveHeaders))],
    resolve,
    auth: refer(auth, keepsSecrets),
    hosts: Object.fromEntries(
      Object.entries(hosts).flatMap(([place, auth]) => {
        const reference = refer(auth, keepsSecrets)
        return reference ? [[place, reference]] : []
      }),
    ),
  }
}

/**
 * Options for a session that goes on with some settings, under those that it is given.
 *
 * What belongs to the site is taken only by a session of the same site.
 */
export function optionsUnder(settings: SavedSettings, given: SessionOptions): SessionOptions {
  const { site, baseUrl, query, auth, headers = [], hosts = {}, resolve } = settings
  const places = placesOf(given)
  const isSameSite = places === undefined || String(places) === String(site)
  const under = {
    ...(isSameSite && { site, baseUrl, query, auth: auth && referredAuth(auth) }),
    hosts: Object.fromEntries(Object.entries(hosts).map(([place, auth]) => [place, referredAuth(auth)])),
    resolve,
  }
  return { ...defined(under), ...defined(given), headers: linesOver(headers, given.headers) }
}

/** The origins and domains that options name as the site; `undefined` when they name none. */
function placesOf({ site, baseUrl }: SessionOptions): string[] | undefined {
  if (site !== undefined) return [site].flat().map((part) => (part instanceof URL ? part.origin : part))
  return baseUrl === undefined ? undefined : [new URL(baseUrl).origin]
}

function refer(auth: Auth | null | undefined, keepsSecrets: boolean): AuthReference | undefined {
  return typeof auth === 'object' ? auth?.refer?.(keepsSecrets) : undefined
}

function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }
}
