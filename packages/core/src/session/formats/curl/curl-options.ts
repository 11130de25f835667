import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'

import { DefinitionError } from '../../../errors.ts'

/** An option of a curl command under its long name, with its value if it takes one; a bare word is its `url`. */
export interface CurlOption {
  readonly name: string
  readonly value: string
}

const flag = (short?: string) => ({ type: 'boolean', ...(short && { short }) }) as const
const text = (short?: string) => ({ type: 'string', ...(short && { short }) }) as const

/** The options that say what to send. */
const MEANINGFUL = {
  url: text(),
  request: text('X'),
  header: text('H'),
  'user-agent': text('A'),
  referer: text('e'),
  cookie: text('b'),
  user: text('u'),
  'oauth2-bearer': text(),
  proxy: text('x'),
  data: text('d'),
  'data-ascii': text(),
  'data-raw': text(),
  'data-binary': text(),
  'data-urlencode': text(),
  json: text(),
  get: flag('G'),
  head: flag('I'),
  insecure: flag('k'),
} as const

/** The options that are passed over: they are about curl, or a session does the same anyway. */
const IGNORED = {
  compressed: flag(),
  'connect-timeout': text(),
  fail: flag('f'),
  globoff: flag('g'),
  'http1.1': flag(),
  http2: flag(),
  http3: flag(),
  include: flag('i'),
  location: flag('L'),
  'max-redirs': text(),
  'max-time': text('m'),
  'no-buffer': flag('N'),
  output: text('o'),
  'path-as-is': flag(),
  'progress-bar': flag('#'),
  'remote-name': flag('O'),
  retry: text(),
  'show-error': flag('S'),
  silent: flag('s'),
  verbose: flag('v'),
  'write-out': text('w'),
} as const

/**
 * Reads the words after `curl`.
 *
 * @throws {DefinitionError} for an option that is not known or lacks its value; values are never shown.
 */
export function readCurlOptions(words: readonly string[]): CurlOption[] {
  const options: ParseArgsOptionsConfig = { ...MEANINGFUL, ...IGNORED }
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  return tokens.flatMap((token): CurlOption[] => {
    if (token.kind === 'positional') return [{ name: 'url', value: token.value }]
    if (token.kind !== 'option' || Object.hasOwn(IGNORED, token.name)) return []
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (!option) {
      throw new DefinitionError(
        `the command has the option ${token.rawName}, which is not understood: take it out`,
      )
    }
    if (option.type === 'string' && token.value === undefined) {
      throw new DefinitionError(`${token.rawName} of the command has no value: paste the whole command`)
    }
    return [{ name: token.name, value: token.value ?? '' }]
  })
}
