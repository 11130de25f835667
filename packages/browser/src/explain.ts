import { stripVTControlCharacters } from 'node:util'

import { CrawlError, LoginError, NetworkError, StatusError, Response } from 'latchkey'
import type { Page, Response as BrowserResponse } from 'playwright-core'

/** Statuses of a site that is out of order for a while. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])
/** Chromium's words for a connection that may come about the next time. */
const NO_CONNECTION = /net::ERR_(?:CONNECTION|NETWORK|INTERNET|NAME|ADDRESS|TIMED_OUT|SOCKET|EMPTY|PROXY)\w*/

/**
 * Why a script failed, in words that hold no secret: Playwright's own messages quote what was typed.
 *
 * @param document The last page that the browser was sent.
 */
export function explain(error: unknown, page: Page, document: BrowserResponse | undefined): Error {
  if (error instanceof CrawlError) return error
  const place = { method: 'GET', url: document?.url() ?? page.url() }
  const [connection] = NO_CONNECTION.exec(String(error)) ?? []
  if (connection !== undefined) return new NetworkError('NETWORK', place, `Chromium says ${connection}`)
  if (document && PASSING.has(document.status())) {
    const { url } = place
    const response = new Response({ url, status: document.status(), headers: document.headers() })
    return new StatusError(response, response)
  }
  const { origin, pathname } = new URL(page.url())
  const at = locationOf(error)
  return new LoginError(
    'SCRIPT',
    `the script of login.browser failed on ${origin}${pathname}: ${firstLine(error)}${at && `\n  at ${at}`}`,
  )
}

/** What an error says before it goes into detail, and what it waited for. */
export function firstLine(error: unknown): string {
  const message = stripVTControlCharacters(error instanceof Error ? error.message : String(error))
  const [first = ''] = message.split('\n')
  const [waiting] = /waiting for .+/.exec(message) ?? []
  return waiting === undefined || first.includes(waiting) ? first : `${first} ${waiting}`
}

/** The file and line of the script. */
function locationOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const frames = stack.matchAll(/^ +at .*?((?:file:\/\/|\/|[A-Z]:\\)[^()\n]+:\d+):\d+\)?$/gm)
  const [, file] = frames.find(([line]) => !/node_modules|packages\/browser|node:/.test(line)) ?? []
  return file ?? ''
}
