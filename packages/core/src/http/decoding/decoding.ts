import type { RequestPlace } from '../../errors.ts'
import { ByteReader } from './byte-reader.ts'
import { codingsOf } from './content-encoding.ts'
import { DecodeMeter, type DecodeLimits } from './decode-limits.ts'
import { decodeSound } from './decode-sound.ts'
import { inflate, type DecodeFlag } from './inflate.ts'

export { acceptEncoding } from './content-encoding.ts'
export type { DecodeLimits } from './decode-limits.ts'
export type { DecodeFlag } from './inflate.ts'

/** A body without its content codings. */
export interface DecodedBody {
  readonly bytes: Uint8Array
  /** Encoded bytes. */
  readonly raw: number
  readonly flags: DecodeFlag[]
}

/** A body on its way out of its content codings. */
export interface DecodedStream extends AsyncIterable<Uint8Array> {
  /** Encoded bytes so far. */
  readonly raw: number
  /** Complete once the stream has ended. */
  readonly flags: DecodeFlag[]
}

/**
 * Undoes the content codings of a body that is there as a whole;
 * `undefined` when it is large or odd, which is for `decodeBody`.
 *
 * @throws {BodyError} as `decodeBody`.
 */
export function decodeWhole(
  body: Uint8Array,
  contentEncoding: string | null,
  limits: DecodeLimits,
  place: RequestPlace = NOWHERE,
): DecodedBody | undefined {
  const codings = codingsOf(contentEncoding, place)
  if (codings.length > 0 && body.length >= SMALL) return undefined
  const meter = new DecodeMeter(limits, place)
  meter.countRaw(body.length)
  if (codings.length === 0) meter.checkDecoded(body.length)
  const bytes = codings.length === 0 ? body : decodeSound(body, codings, meter)
  return bytes && { bytes, raw: body.length, flags: [] }
}

type Pieces = AsyncIterable<Uint8Array> | Uint8Array

const NOWHERE: RequestPlace = { method: 'decoding', url: 'a body' }

/** Below this size decoding at one go costs less than the way through a stream, and delays nobody. */
const SMALL = 64 * 1024

/**
 * Undoes the content codings of a body: forgiving as browsers are, and never silently short.
 *
 * @throws {BodyError} `BODY_TOO_LARGE`, `TOO_MANY_ENCODINGS`, or `BODY_DAMAGED`.
 */
export async function decodeBody(
  chunks: Pieces,
  contentEncoding: string | null,
  limits: DecodeLimits,
  place: RequestPlace = NOWHERE,
): Promise<DecodedBody> {
  const pieces = chunks instanceof Uint8Array ? piecesOf(chunks) : chunks
  if (codingsOf(contentEncoding, place).length === 0) return plain(pieces, limits, place)
  const body = new ByteReader(pieces)
  const start = await body.peek(SMALL)
  const decoded = decodeWhole(start, contentEncoding, limits, place)
  if (decoded) return decoded
  const stream = decodeStream(body.rest(), contentEncoding, limits, place)
  const bytes = joined(await Array.fromAsync(stream))
  return { bytes, raw: stream.raw, flags: stream.flags }
}

/**
 * Undoes the content codings of a body as it arrives, without ever holding more than a piece of it.
 *
 * @throws {BodyError} as `decodeBody`: too many encodings at once, the rest while it is read.
 */
export function decodeStream(
  chunks: Pieces,
  contentEncoding: string | null,
  limits: DecodeLimits,
  place: RequestPlace = NOWHERE,
): DecodedStream {
  const codings = codingsOf(contentEncoding, place)
  const meter = new DecodeMeter(limits, place)
  const found = codings.map(() => new Set<DecodeFlag>())
  let pieces = meter.encoded(piecesOf(chunks))
  for (const [layer, coding] of codings.entries())
    pieces = meter.decoded(inflate(pieces, coding, found[layer] ?? new Set(), place))
  if (codings.length === 0) pieces = meter.decoded(pieces)
  return {
    [Symbol.asyncIterator]: () => pieces,
    get raw() {
      return meter.raw
    },
    get flags() {
      return [...found.reduce((all, flags) => all.union(flags), new Set<DecodeFlag>())]
    },
  }
}

async function* piecesOf(chunks: Pieces): AsyncGenerator<Uint8Array> {
  if (!(chunks instanceof Uint8Array)) yield* chunks
  else for (let start = 0; start < chunks.length; start += SMALL) yield chunks.subarray(start, start + SMALL)
}

/** A body without codings, taken as it comes: most are, and each step of a stream costs. */
async function plain(
  chunks: AsyncIterable<Uint8Array>,
  limits: DecodeLimits,
  place: RequestPlace,
): Promise<DecodedBody> {
  const meter = new DecodeMeter(limits, place)
  const pieces: Uint8Array[] = []
  for await (const piece of chunks) {
    meter.countRaw(piece.length)
    meter.checkDecoded(meter.raw)
    pieces.push(piece)
  }
  return { bytes: joined(pieces), raw: meter.raw, flags: [] }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
}
