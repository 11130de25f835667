import { isUtf8 } from 'node:buffer'

import { BodyError, type RequestPlace } from '../../errors.ts'
import { jsonErrorOffset } from './json-error.ts'
import { decodeText } from './text.ts'

/**
 * A body as JSON (RFC 8259), in UTF-8, UTF-16 or UTF-32 with or without a byte order mark;
 * what is none of these is read in the charset that the Content-Type names, and else as windows-1252.
 *
 * @throws {BodyError} `PARSE`, with line and column but nothing of the content, which may be secret.
 */
export function parseJson(bytes: Uint8Array, place: RequestPlace, contentType?: string | null): unknown {
  const text = decodeJson(bytes, contentType)
  try {
    return JSON.parse(text)
  } catch {
    // The cause is left out: V8 quotes the text in it.
    throw new BodyError('PARSE', place, complaint(text))
  }
}

function complaint(text: string): string {
  if (text.trim() === '') return 'the body is empty, not JSON'
  const offset = jsonErrorOffset(text)
  const before = text.slice(0, offset).split(/\r\n|\n|\r/)
  const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
  if (offset >= text.length) return `the body ends at ${where} before its JSON does`
  const hint = /^\s*</.test(text) ? ': it looks like HTML, as of an error page or a login' : ''
  return `the body is not JSON at ${where}${hint}`
}

function decodeJson(bytes: Uint8Array, contentType: string | null | undefined): string {
  const encoding = encodingByZeros(bytes)
  if (encoding === 'utf-32be' || encoding === 'utf-32le') return decodeUtf32(bytes, encoding === 'utf-32le')
  if (encoding) return decodeText(bytes, { override: encoding })
  return isUtf8(bytes) ? decodeText(bytes, { override: 'utf-8' }) : decodeText(bytes, { contentType })
}

/** JSON begins with an ASCII character, or a byte order mark before it, so its first zeros show how wide characters are. */
function encodingByZeros(bytes: Uint8Array): string | undefined {
  const [a = 1, b = 1, c = 1, d = 1] = bytes
  if (a === 0 && b === 0) return 'utf-32be'
  if (c === 0 && d === 0 && (b === 0 || (a === 0xff && b === 0xfe))) return 'utf-32le'
  if (a === 0 || (a === 0xfe && b === 0xff)) return 'utf-16be'
  return b === 0 || (a === 0xff && b === 0xfe) ? 'utf-16le' : undefined
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const point = view.getUint32(offset, littleEndian)
    text += point > 0x10_ff_ff ? '\uFFFD' : String.fromCodePoint(point)
  }
  return text.replace(/^\uFEFF/, '')
}
