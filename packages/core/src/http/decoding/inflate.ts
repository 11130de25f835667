import { BodyError, type RequestPlace } from '../../errors.ts'
import { ByteReader } from './byte-reader.ts'
import type { Checksum } from './inflate-checksum.ts'
import { runEngine } from './inflate-engine.ts'
import { sniffFormat, type Coding, type InflateFormat } from './inflate-format.ts'

/** Something odd about the coding of a body that could be read all the same. */
export type DecodeFlag =
  /** The body ends too early; what could be decoded is there. */
  | 'truncated-encoding'
  /** Something else follows the encoded body; it is dropped. */
  | 'trailing-garbage'
  /** A checksum is wrong. */
  | 'bad-crc'
  /** The body is not encoded at all, whatever its header says; it is left as it is. */
  | 'not-encoded'

// No server writes a header so long; a hostile one must not fill the memory with a file name.
const HEADER_MOST = 128 * 1024

/**
 * Undoes one content coding, piece by piece, and puts into `flags` what is odd about it.
 *
 * Node's own gunzip drops what it has decoded already when garbage follows in the same piece,
 * so members are taken apart here and zlib only sees their compressed data.
 *
 * @throws {BodyError} `BODY_DAMAGED` when the data makes no sense from some point on.
 */
export async function* inflate(
  pieces: AsyncIterable<Uint8Array>,
  coding: Coding,
  flags: Set<DecodeFlag>,
  place: RequestPlace,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(pieces)
  try {
    const start = await reader.peek(64)
    // An empty body needs no decoding, as the answer to HEAD or a bare redirect.
    if (start.length === 0) return
    const format = sniffFormat(coding, start)
    if (format) yield* inflateMembers(reader, format, flags, place)
    else {
      flags.add('not-encoded')
      yield* reader.rest()
    }
  } finally {
    await reader.close()
  }
}

async function* inflateMembers(
  reader: ByteReader,
  format: InflateFormat,
  flags: Set<DecodeFlag>,
  place: RequestPlace,
): AsyncGenerator<Uint8Array> {
  do {
    yield* inflateMember(reader, format, flags, place)
    if (flags.has('truncated-encoding')) return
  } while (format.repeats && format.starts(await reader.peek(4)))
  const [next = 0] = await reader.peek(1)
  // Zeros are padding, as gzip(1) sees it.
  if (next !== 0) flags.add('trailing-garbage')
}

async function* inflateMember(
  reader: ByteReader,
  format: InflateFormat,
  flags: Set<DecodeFlag>,
  place: RequestPlace,
): AsyncGenerator<Uint8Array> {
  if (!(await skipHeader(reader, format))) {
    flags.add('truncated-encoding')
    return
  }
  const checksum = format.trailer?.()
  const failure = yield* runEngine(format.engine(), reader, checksum)
  if (failure && failure.code !== 'Z_BUF_ERROR') {
    throw new BodyError(
      'BODY_DAMAGED',
      place,
      `the encoded body is damaged (${failure.message}): fetch it again`,
      {
        cause: failure,
      },
    )
  }
  const oddity = failure ? 'truncated-encoding' : checksum && (await checkTrailer(reader, checksum))
  if (oddity) flags.add(oddity)
}

async function checkTrailer(reader: ByteReader, checksum: Checksum): Promise<DecodeFlag | undefined> {
  const trailer = await reader.take(checksum.length)
  if (trailer.length < checksum.length) return 'truncated-encoding'
  return checksum.agrees(trailer) ? undefined : 'bad-crc'
}

async function skipHeader(reader: ByteReader, format: InflateFormat): Promise<boolean> {
  for (let wanted = 1; wanted <= HEADER_MOST;) {
    const ahead = await reader.peek(wanted)
    const length = format.headerLength(ahead)
    if (length !== undefined) {
      await reader.take(length)
      return true
    }
    if (ahead.length < wanted) return false
    wanted = ahead.length + 1
  }
  return false
}
