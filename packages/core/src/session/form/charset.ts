import type { Response } from '../../http/response.ts'
import { sniffCharset } from '../../http/text/charset.ts'
import { encodingOf } from '../../http/text/encoding.ts'
import type { Form } from './form.ts'
import { legacyBytes } from './legacy-encoding.ts'

/** The charset that a form is sent in: the first that it names and that is known, else that of its page. */
export function formCharset({ charsets }: Form, page: Response): string {
  const named = charsets.map(encodingOf).find((encoding) => encoding !== undefined)
  const charset = named ?? sniffCharset(page.body, { contentType: page.headers.get('content-type') })
  // No form is sent in them (Encoding standard, get an output encoding).
  return charset.startsWith('utf-16') ? 'utf-8' : charset
}

/** Names and values as application/x-www-form-urlencoded in any charset (URL standard section 5.2). */
export function encodeFields(fields: readonly (readonly [string, string])[], charset: string): string {
  if (charset === 'utf-8')
    return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString()
  const encode = (text: string) => Array.from(encodeText(text, charset), escapeByte).join('')
  return fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
}

/** A text in any charset; what the charset lacks becomes `&#1234;`. */
export function encodeText(text: string, charset: string): Uint8Array {
  return charset === 'utf-8' ? Buffer.from(text) : legacyBytes(text, charset)
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte)
  if (/[A-Za-z0-9*\-._]/.test(character)) return character
  return byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
