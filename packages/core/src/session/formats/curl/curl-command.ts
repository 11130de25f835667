import { DefinitionError } from '../../../errors.ts'
import type { Headers } from '../../../http/headers.ts'
import { isHttp } from '../../../http/url.ts'
import { shown } from '../../check/rule.ts'
import { Secret } from '../../secret.ts'
import { readCurlBody } from './curl-body.ts'
import { readCurlCookies, readCurlHeaders } from './curl-headers.ts'
import { readCurlOptions } from './curl-options.ts'
import { splitShellWords } from './shell-words.ts'

/** A request as a curl command describes it. */
export interface CurlCommand {
  readonly method: string
  readonly url: URL
  /** Without Cookie, and without what belongs to one connection, such as Content-Length. */
  readonly headers: Headers
  readonly cookies: ReadonlyMap<string, string>
  readonly body: string | undefined
  readonly auth: { readonly user: string; readonly password: Secret } | undefined
  readonly proxy: string | undefined
  /** Whether certificates go unchecked (-k). */
  readonly insecure: boolean
}

/**
 * Reads a curl command, as pasted from "Copy as cURL (bash)" of Chrome or "Copy as cURL (POSIX)" of Firefox.
 *
 * @throws {DefinitionError} naming the line or the option that cannot be read, never a value.
 */
export function parseCurl(command: string): CurlCommand {
  if (typeof command !== 'string')
    throw new DefinitionError(`the command is ${shown(command)}: give its text`)
  if (/\^["\r\n]/.test(command)) {
    throw new DefinitionError('the command is for the Windows prompt: copy it as cURL (bash) or (POSIX)')
  }
  const [program, ...words] = splitShellWords(command)
  if (program !== 'curl')
    throw new DefinitionError('the command does not begin with curl: paste the whole of it')
  const options = readCurlOptions(words)
  const last = (name: string) => options.findLast((option) => option.name === name)?.value
  const data = readCurlBody(options)
  const body = last('get') === undefined ? data : undefined
  const usual = last('head') !== undefined ? 'HEAD' : body ? 'POST' : 'GET'
  return {
    method: last('request') ?? usual,
    url: readUrl(
      options.filter(({ name }) => name === 'url').map(({ value }) => value),
      body ? undefined : data?.text,
    ),
    headers: readCurlHeaders(options, body),
    cookies: readCurlCookies(options),
    body: body?.text,
    auth: readUser(last('user')),
    proxy: last('proxy'),
    insecure: last('insecure') !== undefined,
  }
}

/** The one URL of the command, with the data of -G in its query. */
function readUrl([first, second]: readonly string[], query: string | undefined): URL {
  if (first === undefined) throw new DefinitionError('the command has no URL: paste the whole of it')
  if (second !== undefined)
    throw new DefinitionError('the command has several URLs: paste one request at a time')
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(first) ? first : `http://${first}`)
  if (!url || !isHttp(url)) throw new DefinitionError('the URL of the command is not an http or https URL')
  if (query) url.search = url.search ? `${url.search}&${query}` : query
  return url
}

function readUser(user: string | undefined): CurlCommand['auth'] {
  if (user === undefined) return undefined
  const colon = user.indexOf(':')
  const password = colon < 0 ? '' : user.slice(colon + 1)
  return { user: colon < 0 ? user : user.slice(0, colon), password: new Secret(() => password) }
}
