import type { Headers } from '../../../http/headers.ts'
import { Failure } from '../failure.ts'
import type { LineReader } from './line-reader.ts'

const PIECE = 64 * 1024
const LINE_LIMIT = 16 * 1024
const SIZE_LINE = /^\s*([0-9a-f]{1,13})\s*(?:;.*)?$/i

/** How the end of a body is found (RFC 9112 section 6.3). */
export type Framing = 'none' | 'chunked' | 'close' | number

/**
 * The framing that a response's head asks for: chunked beats a Content-Length beside it, and a Content-Length may be
 * there twice if both say the same.
 *
 * @throws {Failure} `MALFORMED` for lengths that are none or contradict each other, since then nobody can tell the body's end.
 */
export function framingOf(method: string, status: number, headers: Headers): Framing {
  if (method === 'HEAD' || status === 204 || status === 304) return 'none'
  const codings = list(headers.getAll('transfer-encoding')).filter((coding) => coding !== 'identity')
  if (codings.length > 0) return codings.at(-1) === 'chunked' ? 'chunked' : 'close'
  const lengths = new Set(list(headers.getAll('content-length')))
  if (lengths.size === 0) return 'close'
  const [length = ''] = lengths
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) {
    throw new Failure('MALFORMED', 'the response has no Content-Length to rely on, so its end is unknown')
  }
  return Number(length)
}

/** The pieces of a body, without their framing. */
export function readBody(reader: LineReader, framing: Framing): AsyncGenerator<Buffer, undefined> {
  if (framing === 'chunked') return chunks(reader)
  if (framing === 'close') return pieces(reader)
  return exactly(reader, framing === 'none' ? 0 : framing)
}

async function* pieces(reader: LineReader): AsyncGenerator<Buffer, undefined> {
  for (let piece = await reader.some(PIECE); piece; piece = await reader.some(PIECE)) yield piece
}

async function* exactly(reader: LineReader, length: number): AsyncGenerator<Buffer, undefined> {
  for (let left = length; left > 0;) {
    const piece = await reader.some(Math.min(left, PIECE))
    if (!piece) throw truncated(`${left} bytes before its end`)
    left -= piece.length
    yield piece
  }
}

/** Chunked coding (RFC 9112 section 7.1); what should follow the last chunk may be missing. */
async function* chunks(reader: LineReader): AsyncGenerator<Buffer, undefined> {
  for (;;) {
    const line = await reader.line(LINE_LIMIT)
    if (line === undefined) throw truncated('before its last chunk')
    const digits = SIZE_LINE.exec(line ?? '')?.[1]
    if (!digits) throw damaged()
    const size = Number.parseInt(digits, 16)
    if (size === 0) break
    yield* exactly(reader, size)
    const end = await reader.line(LINE_LIMIT)
    if (end === undefined) throw truncated('before its last chunk')
    if (end !== '') throw damaged()
  }
  for (let line = await reader.line(LINE_LIMIT); line;) line = await reader.line(LINE_LIMIT)
}

function damaged(): Failure {
  return new Failure('MALFORMED', 'the chunks of the body are damaged', { kind: 'body' })
}

function truncated(place: string): Failure {
  return new Failure('TRUNCATED', `the body was cut off ${place}`, { kind: 'body' })
}

function list(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((item) => item.trim().toLowerCase())
    .filter(Boolean)
}
