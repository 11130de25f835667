import { legacyBytes } from './legacy-encoding.ts'

/** A text in any charset that something is sent in; what the charset lacks becomes `&#1234;`. */
export function encodeText(text: string, charset: string): Uint8Array {
  return charset === 'utf-8' ? Buffer.from(text) : legacyBytes(text.toWellFormed(), charset)
}

/** The charset that the forms and links of a page are sent in: nothing is sent in UTF-16 (Encoding standard, get an output encoding). */
export function outputCharset(charset: string): string {
  return charset.startsWith('utf-16') ? 'utf-8' : charset
}
