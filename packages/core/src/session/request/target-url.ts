import { DefinitionError, withoutCredentials } from '../../errors.ts'
import { mergeQuery } from '../../http/query.ts'
import type { Query } from '../../http/query.ts'
import { isHttp } from '../../http/url.ts'
import { shown as shownValue } from '../check/rule.ts'
import type { BaseUrl } from './base-url.ts'

/**
 * The URL meant by what a caller wrote: absolute, or a path below the base.
 *
 * @throws {DefinitionError} for a path without a base, and for anything but http and https.
 */
export function targetUrl(target: string | URL, base: BaseUrl | undefined): URL {
  const url = typeof target === 'string' ? parsed(target, base) : copyOf(target)
  if (isHttp(url)) return url
  throw new DefinitionError(
    `${withoutCredentials(url)} is neither http nor https, which is all that a session speaks`,
  )
}

/** The URL with queries laid over its own; the same URL when there is nothing to lay over. */
export function withQuery(url: URL, ...layers: (Query | undefined)[]): URL {
  if (!layers.some(Boolean)) return url
  const search = mergeQuery(url.search, ...layers)
  if (search === url.search.slice(1)) return url
  const changed = new URL(url)
  changed.search = search
  return changed
}

function copyOf(target: unknown): URL {
  if (target instanceof URL) return new URL(target)
  throw new DefinitionError(`the URL of a request is ${shownValue(target)}: give a text or a URL`)
}

function parsed(target: string, base: BaseUrl | undefined): URL {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) {
    const url = URL.parse(target)
    if (url) return url
    throw new DefinitionError(`${shown(target)} is not a URL`)
  }
  if (!base) {
    throw new DefinitionError(
      `${shown(target)} is no absolute URL: begin it with https://, or give the session a baseUrl`,
    )
  }
  return base.below(target)
}

/** A target as it may be shown, whether it can be parsed or not. */
function shown(target: string): string {
  return JSON.stringify(target.replace(/\/\/[^/]*@/, '//'))
}
