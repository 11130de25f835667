import { DefinitionError } from '../../../errors.ts'
import { Headers } from '../../../http/headers.ts'
import { parseCookieHeader } from '../cookie-header.ts'
import type { CurlBody } from './curl-body.ts'
import type { CurlOption } from './curl-options.ts'

/** They belong to the connection that the command was copied from. */
const OF_CONNECTION = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
])

/** The headers of a command, with those that its other options and its body bring unless it has its own. */
export function readCurlHeaders(options: readonly CurlOption[], body: CurlBody | undefined): Headers {
  const headers = new Headers()
  for (const [name, value] of givenHeaders(options)) {
    if (name.toLowerCase() !== 'cookie' && !OF_CONNECTION.has(name.toLowerCase())) headers.append(name, value)
  }
  const others = options.flatMap(({ name, value }): [string, string][] => {
    if (name === 'user-agent') return [['User-Agent', value]]
    if (name === 'referer') return [['Referer', value.replace(/;auto$/, '')]]
    return name === 'oauth2-bearer' ? [['Authorization', `Bearer ${value}`]] : []
  })
  if (body) others.push(['Content-Type', body.type])
  if (body?.type === 'application/json') others.push(['Accept', body.type])
  for (const [name, value] of others) if (value !== '' && !headers.has(name)) headers.set(name, value)
  return headers
}

/**
 * The cookies of a command, from -b and from Cookie headers; the first of a name counts, as it has the longest path.
 *
 * @throws {DefinitionError} for a -b that names a file.
 */
export function readCurlCookies(options: readonly CurlOption[]): Map<string, string> {
  const lines = givenHeaders(options).filter(([name]) => name.toLowerCase() === 'cookie')
  const given = options.filter(({ name }) => name === 'cookie').map(({ value }) => value)
  if (given.some((value) => !value.includes('='))) {
    throw new DefinitionError(
      '--cookie of the command names a file: read it with parseCookiesTxt, and add its cookies to the jar',
    )
  }
  const cookies = new Map<string, string>()
  for (const text of [...lines.map(([, value]) => value), ...given]) {
    for (const { name, value } of parseCookieHeader(text)) if (!cookies.has(name)) cookies.set(name, value)
  }
  return cookies
}

/** `Name: value`, and `Name;` for an empty value; `Name:` takes one of curl's own away, and there is none here. */
function givenHeaders(options: readonly CurlOption[]): [name: string, value: string][] {
  return options
    .filter(({ name }) => name === 'header')
    .flatMap(({ value: line }): [string, string][] => {
      if (/^[^:;]+;\s*$/.test(line)) return [[line.slice(0, line.indexOf(';')).trim(), '']]
      // HTTP/2 has names such as :authority.
      const colon = line.indexOf(':', 1)
      if (colon < 0)
        throw new DefinitionError('--header of the command has no colon: write it as Name: value')
      const name = line.slice(0, colon).trim()
      const value = line.slice(colon + 1).trim()
      return value === '' || name.startsWith(':') ? [] : [[name, value]]
    })
}
