import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'

import type { DecodeMeter } from './decode-limits.ts'
import { zstdOptions, type Coding } from './inflate-format.ts'

/**
 * Decodes a small body at one go, a quarter of the cost of a stream;
 * `undefined` when anything about it is odd, which is for the stream to judge.
 */
export function decodeSound(
  body: Uint8Array,
  codings: readonly Coding[],
  meter: DecodeMeter,
): Uint8Array | undefined {
  let bytes = body
  try {
    for (const coding of codings) {
      if (bytes.length > 0) bytes = DECODERS[coding](bytes, meter.room)
    }
    return bytes
  } catch {
    return undefined
  }
}

type Decoder = (bytes: Uint8Array, most: number) => Uint8Array

const DECODERS: Record<Coding, Decoder> = {
  // It reads on from member to member and is strict about what follows.
  gzip: (bytes, most) => gunzipSync(bytes, { maxOutputLength: most }),
  deflate: whole(inflateSync),
  br: whole(brotliDecompressSync),
  zstd: whole((bytes, options) => zstdDecompressSync(bytes, { ...zstdOptions, ...options })),
}

/** The other decoders of Node stop in silence where their data ends, so it is asked how far they came. */
function whole(
  decode: (bytes: Uint8Array, options: { maxOutputLength: number; info: true }) => Uint8Array,
): Decoder {
  return (bytes, most) => {
    // The types do not know what `info` does to the result.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const result = decode(bytes, { maxOutputLength: most, info: true }) as unknown as {
      buffer: Uint8Array
      engine: { bytesWritten: number }
    }
    if (result.engine.bytesWritten !== bytes.length) throw new Error('something follows the data')
    return result.buffer
  }
}
