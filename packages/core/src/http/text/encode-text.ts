import { legacyBytes } from './legacy-encoding.ts'

/** A text in any charset that something is sent in; what the charset lacks becomes `&#1234;`. */
export function encodeText(text: string, charset: string): Uint8Array {
  return charset === 'utf-8' ? Buffer.from(text) : legacyBytes(text.toWellFormed(), charset)
}

/** A text in a charset as it stands in a URL: every byte but those of `plain` characters is escaped. */
export function escapeText(text: string, charset: string, plain: RegExp): string {
  const characters = Array.from(encodeText(text, charset), (byte) => String.fromCharCode(byte))
  return characters.map((character) => (plain.test(character) ? character : escaped(character))).join('')
}

function escaped(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** The charset that the forms and links of a page are sent in: nothing is sent in UTF-16 (Encoding standard, get an output encoding). */
export function outputCharset(charset: string): string {
  return charset.startsWith('utf-16') ? 'utf-8' : charset
}
