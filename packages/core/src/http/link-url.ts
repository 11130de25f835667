import { encodeText } from './text/encode-text.ts'
import { isHttp } from './url.ts'

const ASCII = /^[\0-\x7f]*$/
const QUERY = /(?<=^[^?#]*\?)[^#]+/
const NOT_ASCII = /[^\0-\x7f]/gu

/**
 * What an address means that stands on a page: its query is sent in the charset of the page, its path as UTF-8
 * (URL standard, basic URL parser with an encoding); `null` for what is no URL.
 *
 * @param charset - what the page's links are sent in, by `outputCharset`.
 */
export function linkUrl(address: string, base: URL, charset: string): URL | null {
  const url = URL.parse(address, base.href)
  if (charset === 'utf-8' || ASCII.test(address) || url === null || !isHttp(url)) return url
  const encoded = address.replace(QUERY, (query) =>
    query.replace(NOT_ASCII, (text) => escaped(text, charset)),
  )
  return encoded === address ? url : URL.parse(encoded, base.href)
}

/** One character that is not ASCII, though the last of its bytes may be, as in Shift_JIS. */
function escaped(character: string, charset: string): string {
  return Array.from(encodeText(character, charset), escapeByte).join('')
}

/** `&#1234;`, which stands for what the charset lacks, is no part of the query's own markup. */
function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte)
  if (/[0-9@-~]/.test(character)) return character
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
