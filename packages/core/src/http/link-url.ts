import { escapeText } from './text/encode-text.ts'
import { isHttp } from './url.ts'

const ASCII = /^[\0-\x7f]*$/
const QUERY = /(?<=^[^?#]*\?)[^#]+/
const NOT_ASCII = /[^\0-\x7f]/gu
// What the last byte of a character may be, as in Shift_JIS; the signs of `&#1234;`, for what a charset lacks, are escaped.
const PLAIN = /[0-9@-~]/

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
    query.replace(NOT_ASCII, (character) => escapeText(character, charset, PLAIN)),
  )
  return encoded === address ? url : URL.parse(encoded, base.href)
}
