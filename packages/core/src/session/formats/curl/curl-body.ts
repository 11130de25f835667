import { DefinitionError } from '../../../errors.ts'
import type { CurlOption } from './curl-options.ts'

/** The body that curl would send. */
export interface CurlBody {
  readonly text: string
  readonly type: 'application/x-www-form-urlencoded' | 'application/json'
}

/**
 * Joins the data options of a command into one body, as curl does; `undefined` without any.
 *
 * @throws {DefinitionError} when the data lies in a file.
 */
export function readCurlBody(options: readonly CurlOption[]): CurlBody | undefined {
  const json = options.filter(({ name }) => name === 'json').map(readPart)
  if (json.length > 0) return { text: json.join(''), type: 'application/json' }
  const parts = options.filter(({ name }) => name.startsWith('data')).map(readPart)
  return parts.length > 0 ? { text: parts.join('&'), type: 'application/x-www-form-urlencoded' } : undefined
}

function readPart({ name, value }: CurlOption): string {
  if (name === 'data-raw') return value
  if (name === 'data-urlencode') return encodePart(value)
  if (value.startsWith('@')) throw fromFile(name)
  return value
}

/** `text`, `=text` or `name=text`; curl encodes the text, not the name. */
function encodePart(value: string): string {
  const [, name = '', mark, text = ''] = /^([^=@]*)([=@]?)([^]*)$/.exec(value) ?? []
  if (mark === '@') throw fromFile('data-urlencode')
  if (mark === '') return encodeForm(name)
  return name === '' ? encodeForm(text) : `${name}=${encodeForm(text)}`
}

/** Everything but letters, digits and -._~ in percent-encoding, blanks as +, as curl has it. */
function encodeForm(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function fromFile(name: string): DefinitionError {
  return new DefinitionError(
    `--${name} of the command reads a file: put its content into the command, with --data-raw`,
  )
}
