const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The octets of a base32 text (RFC 4648 section 6), in any case, with or without padding; `undefined` if it is none. */
export function base32(text: string): Uint8Array | undefined {
  const digits = text.toUpperCase().replace(/[\s-]|=+\s*$/g, '')
  const octets: number[] = []
  let bits = 0
  let buffer = 0
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit)
    if (value < 0) return undefined
    buffer = ((buffer << 5) | value) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    octets.push((buffer >> bits) & 0xff)
  }
  return octets.length > 0 ? Uint8Array.from(octets) : undefined
}
