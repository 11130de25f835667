import { DefinitionError } from '../../errors.ts'
import { checkedLine } from '../../http/header-line.ts'
import { credentialHeaders } from '../../session/auth/credential-headers.ts'
import { isObject } from '../../session/check/is-object.ts'
import { shown } from '../../session/check/rule.ts'
import { connectionHeaders } from '../../session/transport/exchange/outgoing.ts'
import { accountsOf } from '../accounts.ts'
import type { CrawlerSettings } from '../definition.ts'
import type { Submission } from '../page.ts'

/** Where the credentials of a header are given to a session, but for `headers`. */
const OPTIONS: Readonly<{ [name: string]: string }> = {
  authorization: 'auth',
  cookie: 'cookies',
  'proxy-authorization': 'proxy',
}

/** A page gives these to whoever reads it, and forms have their like in a field. */
const OF_A_PAGE: ReadonlySet<string> = new Set(['x-csrf-token', 'x-xsrf-token'])

/** A request has these of itself. */
const OF_THE_REQUEST: ReadonlySet<string> = new Set([...connectionHeaders, 'host', 'content-length'])

/**
 * The headers of a submission, if it has any that can be kept in the queue.
 *
 * @throws {DefinitionError} for a credential, which the store would keep in the clear, and for what cannot be sent: once it
 *   is queued, the run could never go on.
 */
export function linkHeaders(
  { headers }: Submission,
  crawler: CrawlerSettings,
): { readonly [name: string]: string } | undefined {
  if (headers === undefined) return undefined
  if (!isObject(headers) || Symbol.iterator in headers)
    throw new DefinitionError(
      `follow was given ${shown(headers)} as headers: give names and texts, as in { 'x-requested-with': 'XMLHttpRequest' }`,
    )
  for (const [name, value] of Object.entries(headers)) {
    refuseCredential(name, crawler)
    if (OF_THE_REQUEST.has(name.toLowerCase()))
      throw new DefinitionError(
        `follow was given the header ${name}, which every request has of itself: leave it out`,
      )
    if (typeof value !== 'string')
      throw new DefinitionError(
        `follow was given ${shown(value)} as header ${name}: give a text; a secret belongs into session: { headers } of the crawler`,
      )
    checkedLine(name, value)
  }
  return Object.keys(headers).length === 0 ? undefined : headers
}

function refuseCredential(name: string, crawler: CrawlerSettings): void {
  const key = name.toLowerCase()
  const isCredential = credentialHeaders.includes(key) && !OF_A_PAGE.has(key)
  const isSensitive = sensitiveHeaders(crawler).some((one) => one.toLowerCase() === key)
  if (!isCredential && !isSensitive) return
  throw new DefinitionError(
    `follow was given the header ${name}, which the store would keep for all to read: give it to the crawler once, as session: { ${OPTIONS[key] ?? 'headers'} }`,
  )
}

/** What the crawler calls a credential beside the usual, for all its accounts or for one. */
function sensitiveHeaders(crawler: CrawlerSettings): string[] {
  const sessions = [crawler.session, ...accountsOf(crawler).map(({ session }) => session)]
  return sessions.flatMap((session) => session?.sensitiveHeaders ?? [])
}
