import { sniffCharset, type CharsetOptions } from './charset.ts'
import { decoderOf } from './encoding.ts'

/**
 * A body as text, in the charset that a browser would find; see `sniffCharset`.
 *
 * Never throws: what is malformed becomes U+FFFD. A byte order mark is dropped.
 */
export function decodeText(bytes: Uint8Array, options: CharsetOptions = {}): string {
  return decoderOf(sniffCharset(bytes, options)).decode(bytes)
}
