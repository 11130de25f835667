import { hash } from 'node:crypto'

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What names a payload, as all tools write and read it: SHA-1 in base32 (RFC 4648 section 6). */
export function payloadDigest(bytes: Uint8Array): string {
  // 160 bits are 32 digits of 5 bits, and `toString(32)` writes these with other letters.
  const digits = BigInt(`0x${hash('sha1', bytes)}`)
    .toString(32)
    .padStart(32, '0')
  return `sha1:${digits.replace(/./g, (digit) => DIGITS[Number.parseInt(digit, 32)] ?? '')}`
}
