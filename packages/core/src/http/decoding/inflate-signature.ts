const GZIP = [0x1f, 0x8b, 0x08]
const ZSTD_FRAME = [0x28, 0xb5, 0x2f, 0xfd]
const ZSTD_SKIPPABLE = [0x2a, 0x4d, 0x18]

/** Whether a gzip member begins here (RFC 1952 section 2.3.1), as far as there are bytes to tell. */
export function startsGzip(bytes: Uint8Array): boolean {
  return agrees(bytes, GZIP)
}

/** Whether a zlib header stands here (RFC 1950 section 2.2); one with a preset dictionary does not count. */
export function startsZlib(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes
  return (method & 0x8f) === 8 && ((method << 8) | flags) % 31 === 0 && (flags & 0x20) === 0
}

/** Whether a zstd frame begins here, or one to be skipped (RFC 8878 section 3.1). */
export function startsZstd(bytes: Uint8Array): boolean {
  const [first = 0] = bytes
  return agrees(bytes, ZSTD_FRAME) || (first >> 4 === 5 && agrees(bytes.subarray(1), ZSTD_SKIPPABLE))
}

/** Whether these are the first bytes of plain UTF-8 text: for formats without a signature, which never look like it. */
export function looksLikeText(bytes: Uint8Array): boolean {
  // A byte by itself tells nothing: Brotli says "nothing" with a semicolon.
  if (bytes.length < 2) return false
  // oxlint-disable-next-line no-control-regex
  const control = /[\0-\x08\x0b\x0e-\x1f\x7f]/
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, 64), { stream: true })
    return !control.test(text)
  } catch {
    return false
  }
}

const FLAG = { headerChecksum: 2, extra: 4, name: 8, comment: 16 }

/** The length of a gzip header (RFC 1952 section 2.3); `undefined` when it does not end within these bytes. */
export function gzipHeaderLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < 10) return undefined
  const flags = bytes[3] ?? 0
  let length = 10
  if (flags & FLAG.extra) {
    if (bytes.length < length + 2) return undefined
    length += 2 + (bytes[length] ?? 0) + ((bytes[length + 1] ?? 0) << 8)
  }
  for (const flag of [FLAG.name, FLAG.comment]) {
    if (!(flags & flag)) continue
    const zero = bytes.indexOf(0, length)
    if (zero < 0) return undefined
    length = zero + 1
  }
  if (flags & FLAG.headerChecksum) length += 2
  return length <= bytes.length ? length : undefined
}

function agrees(bytes: Uint8Array, signature: readonly number[]): boolean {
  return bytes.length > 0 && signature.every((byte, index) => index >= bytes.length || bytes[index] === byte)
}
