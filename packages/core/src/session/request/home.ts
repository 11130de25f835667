import { DefinitionError, withoutCredentials } from '../../errors.ts'
import { isHttp } from '../../http/url.ts'
import type { SessionOptions } from '../options.ts'
import { isOrigin, parseSite } from '../site.ts'
import type { Site } from '../site.ts'
import { BaseUrl } from './base-url.ts'

/** Where a session is at home. */
export interface Home {
  readonly base: BaseUrl | undefined
  /** Who gets the session's credentials; `undefined` until a first request has named it. */
  readonly site: Site | undefined
  /** The origin or domain that the session's first cookies belong to. */
  readonly name: string | undefined
}

/**
 * Reads a session's `site` and `baseUrl`, each of which stands in for the other.
 *
 * @throws {DefinitionError} for a site or base that is none.
 */
export function sessionHome({ site, baseUrl }: Pick<SessionOptions, 'site' | 'baseUrl'>): Home {
  const first = typeof site === 'string' || site instanceof URL ? site : site?.[0]
  const base = baseUrl ?? (first !== undefined && isOrigin(first) ? first : undefined)
  const url = base === undefined ? undefined : baseOf(base)
  const owner = site ?? url?.origin
  return {
    base: url && new BaseUrl(url),
    site: owner === undefined ? undefined : parseSite(owner),
    name: first === undefined ? url?.origin : String(first),
  }
}

function baseOf(option: string | URL): URL {
  const base = URL.parse(String(option))
  if (base && isHttp(base)) return base
  throw new DefinitionError(
    `baseUrl ${withoutCredentials(option)} is no http or https URL: write https://host/path`,
  )
}
