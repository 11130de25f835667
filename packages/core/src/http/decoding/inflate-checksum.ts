import { crc32 } from 'node:zlib'

/** A checksum at the end of compressed data. */
export interface Checksum {
  /** In bytes. */
  readonly length: number
  /** Takes in decoded bytes. */
  add(bytes: Uint8Array): void
  /** Whether a trailer of `length` bytes tells the same. */
  agrees(trailer: Uint8Array): boolean
}

/** CRC-32 and size, after each gzip member (RFC 1952 section 2.3.1). */
export function crc32Sum(): Checksum {
  let sum = 0
  let size = 0
  return {
    length: 8,
    add(bytes) {
      sum = crc32(bytes, sum)
      size = (size + bytes.length) >>> 0
    },
    agrees(trailer) {
      const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength)
      return view.getUint32(0, true) === sum && view.getUint32(4, true) === size
    },
  }
}

/** Adler-32, after zlib data (RFC 1950 section 2.2 and 8.2). */
export function adler32Sum(): Checksum {
  let low = 1
  let high = 0
  return {
    length: 4,
    add(bytes) {
      // So many additions fit into 32 bits before the remainder must be taken.
      for (let start = 0; start < bytes.length; start += 3800) {
        for (const byte of bytes.subarray(start, start + 3800)) {
          low += byte
          high += low
        }
        low %= 65_521
        high %= 65_521
      }
    },
    agrees(trailer) {
      const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength)
      return view.getUint16(0) === high && view.getUint16(2) === low
    },
  }
}
