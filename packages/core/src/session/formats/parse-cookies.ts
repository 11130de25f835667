import { DefinitionError } from '../../errors.ts'
import type { CookieInit } from '../cookies/cookie.ts'
import { parseCookiesTxt } from './cookies-txt.ts'
import { parseCurl } from './curl/curl-command.ts'
import { parseHarCookies } from './har/har-cookies.ts'
import { readHarEntries } from './har/har-entry.ts'
import { readJson } from './json-file.ts'
import { parseStorageState } from './storage-state.ts'

/** Cookies of a file, and what kind of file it is. */
export interface ParsedCookies {
  readonly format: 'cookies.txt' | 'storageState' | 'HAR' | 'curl command'
  readonly cookies: readonly CookieInit[]
  /** How the browser called itself, where that is known: a site may bind a session to it. */
  readonly userAgent?: string | undefined
}

/**
 * Reads cookies in any of the formats that browsers and their tools write, told apart by content.
 *
 * @throws {DefinitionError} for a text of no such format, and for one with a mistake in it; no value is shown.
 */
export function parseCookies(input: string): ParsedCookies {
  const text = input.replace(/^\ufeff/, '').trim()
  if (/^curl\s/.test(text)) return cookiesOfCurl(text)
  if (text.startsWith('{')) return cookiesOfJson(text)
  // A comment may come first, and every line of cookies has six tabs or, in older files, five.
  if (/^# (?:Netscape )?HTTP Cookie File|^[^\t\n]+(?:\t[^\t\n]*){5,6}$/m.test(text)) {
    return { format: 'cookies.txt', cookies: parseCookiesTxt(text) }
  }
  throw new DefinitionError(
    'it holds no cookies in a known form: give a cookies.txt, a storageState of Playwright, a HAR, or a request copied as cURL',
  )
}

function cookiesOfJson(text: string): ParsedCookies {
  const json = readJson(text, 'the file')
  if ('log' in json) return cookiesOfHar(json)
  if ('cookies' in json) return { format: 'storageState', cookies: parseStorageState(json) }
  throw new DefinitionError('it is JSON, but neither a HAR (log) nor a storageState of Playwright (cookies)')
}

function cookiesOfHar(har: object): ParsedCookies {
  const named = readHarEntries(har).findLast(({ userAgent }) => userAgent !== undefined)
  return { format: 'HAR', cookies: parseHarCookies(har), userAgent: named?.userAgent }
}

/** All that a request tells of its cookies is that its host may have them. */
function cookiesOfCurl(command: string): ParsedCookies {
  const { url, headers, cookies } = parseCurl(command)
  const secure = url.protocol === 'https:'
  return {
    format: 'curl command',
    cookies: Array.from(cookies, ([name, value]) => ({ name, value, url, path: '/', secure })),
    userAgent: headers.get('user-agent') ?? undefined,
  }
}
