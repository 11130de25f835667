import { addressBytes, inSubnet, parseSubnet } from '../connection/ip-address.ts'
import type { Subnet } from '../connection/ip-address.ts'

interface Target {
  readonly name: string
  readonly bytes: Uint8Array | undefined
  readonly port: number
}

/**
 * Which URLs go past the proxy, by a `NO_PROXY` list separated by commas or spaces.
 *
 * `*` is every host; `shop.example`, `.shop.example` and `*.shop.example` are that host and those below it;
 * an address is itself in any spelling; `10.0.0.0/8` and `fd00::/8` are ranges; each may end in `:port`. `localhost`,
 * `127.0.0.1` and `::1` stand for each other.
 */
export function bypass(list: string): (url: URL) => boolean {
  const entries = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(matcher)
  return (url) => {
    const name = hostName(url.hostname)
    const port = url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80
    const target = { name, bytes: addressBytes(name), port }
    return entries.some((matches) => matches(target))
  }
}

function matcher(entry: string): (target: Target) => boolean {
  if (entry === '*') return () => true
  const { host, port } = splitPort(entry)
  const subnet = parseSubnet(host.replace(/[[\]]/g, ''))
  const matches = subnet ? subnetMatcher(subnet) : hostMatcher(hostName(host.replace(/^\*?\./, '')))
  return (target) => (port === undefined || port === target.port) && matches(target)
}

function subnetMatcher(subnet: Subnet): (target: Target) => boolean {
  return ({ bytes }) => bytes !== undefined && inSubnet(bytes, subnet)
}

function hostMatcher(name: string): (target: Target) => boolean {
  const address = addressBytes(name)
  if (isLoopback(name, address)) return (target) => isLoopback(target.name, target.bytes)
  if (address) return ({ bytes }) => bytes !== undefined && Buffer.compare(bytes, address) === 0
  if (name === '') return () => false
  // An address has no labels: `0.0.1` is not the parent of 10.0.0.1.
  return (target) => target.name === name || (!target.bytes && target.name.endsWith(`.${name}`))
}

function splitPort(entry: string): { host: string; port: number | undefined } {
  const match = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry)
  return { host: match?.[1] ?? entry, port: match ? Number(match[2]) : undefined }
}

function hostName(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

function isLoopback(name: string, bytes: Uint8Array | undefined): boolean {
  if (name === 'localhost') return true
  if (!bytes) return false
  return bytes.join('.') === '127.0.0.1' || (bytes.length === 16 && bytes.join('') === '0000000000000001')
}
