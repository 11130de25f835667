import type { Transform } from 'node:stream'
import {
  constants,
  createBrotliDecompress,
  createInflateRaw,
  createZstdDecompress,
  type ZstdOptions,
} from 'node:zlib'

import { adler32Sum, crc32Sum, type Checksum } from './inflate-checksum.ts'
import { gzipHeaderLength, looksLikeText, startsGzip, startsZlib, startsZstd } from './inflate-signature.ts'

/** Content codings that can be undone (RFC 9110 section 8.4.1, RFC 7932, RFC 8878). */
export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd'

/** A zlib stream that knows how much of its input it has used. */
export type Engine = Transform & { readonly bytesWritten: number }

/** How a compressed format is laid out: one or more members of header, compressed data and trailer. */
export interface InflateFormat {
  /** Whether a member may begin with these bytes. */
  readonly starts: (bytes: Uint8Array) => boolean
  /** Whether members may follow one another. */
  readonly repeats: boolean
  /** Bytes before the compressed data; `undefined` when more must be seen to say. */
  readonly headerLength: (bytes: Uint8Array) => number | undefined
  readonly engine: () => Engine
  /** What follows the compressed data. */
  readonly trailer?: () => Checksum
}

const startsUnlikeText = (bytes: Uint8Array) => !looksLikeText(bytes)
const inflateRaw = () => createInflateRaw({ chunkSize: 64 * 1024 })
const headerless = { headerLength: () => 0 }

/** A window of 8 MB is the most that HTTP allows (RFC 9659 section 3). */
export const zstdOptions: ZstdOptions = { params: { [constants.ZSTD_d_windowLogMax]: 23 } }

const gzip: InflateFormat = {
  starts: startsGzip,
  repeats: true,
  headerLength: gzipHeaderLength,
  engine: inflateRaw,
  trailer: crc32Sum,
}

const zlib: InflateFormat = {
  starts: startsZlib,
  repeats: false,
  headerLength: () => 2,
  engine: inflateRaw,
  trailer: adler32Sum,
}

const bare: InflateFormat = { ...headerless, starts: startsUnlikeText, repeats: false, engine: inflateRaw }

const brotli: InflateFormat = {
  ...headerless,
  starts: startsUnlikeText,
  repeats: false,
  engine: () => createBrotliDecompress(),
}

const zstd: InflateFormat = {
  ...headerless,
  starts: startsZstd,
  repeats: true,
  engine: () => createZstdDecompress(zstdOptions),
}

const FORMATS: Record<Coding, readonly InflateFormat[]> = {
  gzip: [gzip],
  // Servers send all three as `deflate`, against RFC 9110 section 8.4.1.2; browsers read the first and the last.
  deflate: [zlib, gzip, bare],
  br: [brotli],
  zstd: [zstd],
}

/** The format of a body by its coding and its first bytes (64 say enough); `undefined` when it is not encoded at all. */
export function sniffFormat(coding: Coding, bytes: Uint8Array): InflateFormat | undefined {
  return FORMATS[coding].find((format) => format.starts(bytes))
}
