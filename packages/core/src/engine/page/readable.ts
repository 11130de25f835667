import { BodyError, RedirectError } from '../../errors.ts'
import type { Plan } from '../../extract/plan.ts'
import type { Response } from '../../http/response.ts'

/** What the session could read, though not all of it: a route would take half a page for a whole one. */
const CUT_OFF: ReadonlySet<string> = new Set(['truncated-encoding', 'bad-crc'])

/**
 * A page that a route may read: of the site, well, and whole.
 *
 * @throws {RedirectError} `OFF_SITE` where a link of the site has led away by a redirect.
 * @throws {StatusError} for a status that is not 2xx.
 * @throws {BodyError} `TRUNCATED` for a body whose encoding ends too early or fails its checksum.
 */
export function readable(plan: Plan, response: Response): Response {
  const { method, requestUrl, url, history, flags } = response
  const away = history.length > 0 ? plan.scope(url) : undefined
  if (away !== undefined) {
    const problem = `redirects to ${url.href}, which is not crawled (${away}): name its site in allow if it belongs to the crawl`
    throw new RedirectError('OFF_SITE', { method, url: requestUrl }, problem)
  }
  response.throwIfNotOk()
  const flag = flags.find((one) => CUT_OFF.has(one))
  if (flag === undefined) return response
  throw new BodyError('TRUNCATED', { method, url }, `the body was cut off or damaged on its way (${flag})`)
}
