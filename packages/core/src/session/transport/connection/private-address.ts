import { addressBytes, inSubnet, parseSubnet } from './ip-address.ts'
import type { Subnet } from './ip-address.ts'

// The IANA special-purpose registries (RFC 6890): what cannot be an address of a public server.
const NOT_PUBLIC = subnets(
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:2::/48',
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
)
const NAT64 = subnets('64:ff9b::/96')
const SIX_TO_FOUR = subnets('2002::/16')

/** Whether an address is not one of the public internet, also when it is wrapped into an IPv6 address. */
export function isPrivateAddress(text: string): boolean {
  const bytes = addressBytes(text)
  return bytes !== undefined && isPrivate(bytes)
}

function isPrivate(bytes: Uint8Array): boolean {
  if (within(bytes, NAT64)) return isPrivate(bytes.subarray(12))
  if (within(bytes, SIX_TO_FOUR)) return isPrivate(bytes.subarray(2, 6))
  return within(bytes, NOT_PUBLIC)
}

function within(bytes: Uint8Array, ranges: readonly Subnet[]): boolean {
  return ranges.some((range) => inSubnet(bytes, range))
}

function subnets(...texts: string[]): Subnet[] {
  return texts.flatMap((text) => parseSubnet(text) ?? [])
}
