import { isIPv4, isIPv6 } from 'node:net'

/** The bytes of an address: 4, or 16; an IPv4 address mapped into IPv6 is that IPv4 address (RFC 4291 section 2.5.5.2). */
export function addressBytes(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number)
  const unscoped = text.replace(/%.*$/, '')
  if (!isIPv6(unscoped)) return undefined
  const bytes = ipv6Bytes(unscoped)
  const mapped = bytes.every((byte, index) => (index < 10 ? byte === 0 : index > 11 || byte === 0xff))
  return mapped ? bytes.subarray(12) : bytes
}

/** A range of addresses: those that share the first `bits` with `bytes`. */
export interface Subnet {
  readonly bytes: Uint8Array
  readonly bits: number
}

/** `10.0.0.0/8` or `fd00::/8`; `undefined` for anything else. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = '', size = '', ...rest] = text.split('/')
  const bytes = addressBytes(address)
  if (!bytes || rest.length > 0 || !/^\d{1,3}$/.test(size)) return undefined
  // A mapped network is written with the bits of IPv6.
  const bits = Number(size) - (bytes.length === 4 && address.includes(':') ? 96 : 0)
  return bits >= 0 && bits <= bytes.length * 8 ? { bytes, bits } : undefined
}

/** Whether an address lies in a range; one of the other family never does. */
export function inSubnet(bytes: Uint8Array, subnet: Subnet): boolean {
  if (bytes.length !== subnet.bytes.length) return false
  return bytes.every((byte, index) => {
    const bits = Math.min(Math.max(subnet.bits - index * 8, 0), 8)
    const mask = (0xff << (8 - bits)) & 0xff
    return (byte & mask) === ((subnet.bytes[index] ?? 0) & mask)
  })
}

function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail] = text.split('::')
  const left = groups(head)
  const right = groups(tail ?? '')
  const gap = Array.from({ length: 8 - left.length - right.length }, () => 0)
  return Uint8Array.from([...left, ...gap, ...right].flatMap((group) => [group >> 8, group & 0xff]))
}

function groups(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [(a << 8) | b, (c << 8) | d]
  })
}
