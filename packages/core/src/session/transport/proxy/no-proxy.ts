import { bareHost, portOf } from '../../host.ts'
import { addressBytes, inSubnet, parseSubnet } from '../connection/ip-address.ts'
import type { Subnet } from '../connection/ip-address.ts'

interface Target {
  readonly host: string
  /** Of an address. */
  readonly bytes: Uint8Array | undefined
  readonly port: number
}

const LOCALHOST = new Set(['localhost', '127.0.0.1', '::1'].map(oneSpelling))

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
    const bytes = addressBytes(bareHost(url.hostname))
    const target = { host: oneSpelling(url.hostname), bytes, port: portOf(url) }
    return entries.some((matches) => matches(target))
  }
}

function matcher(entry: string): (target: Target) => boolean {
  if (entry === '*') return () => true
  const { host, port } = splitPort(entry)
  const subnet = parseSubnet(host.replace(/[[\]]/g, ''))
  const matches = subnet ? subnetMatcher(subnet) : hostMatcher(oneSpelling(host.replace(/^\*?\./, '')))
  return (target) => (port === undefined || port === target.port) && matches(target)
}

function subnetMatcher(subnet: Subnet): (target: Target) => boolean {
  return ({ bytes }) => bytes !== undefined && inSubnet(bytes, subnet)
}

function hostMatcher(named: string): (target: Target) => boolean {
  if (LOCALHOST.has(named)) return ({ host }) => LOCALHOST.has(host)
  if (named === '') return () => false
  // An address has no labels: `0.0.1` is not the parent of 10.0.0.1.
  return ({ host, bytes }) => host === named || (!bytes && host.endsWith(`.${named}`))
}

function splitPort(entry: string): { host: string; port: number | undefined } {
  const match = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry)
  return { host: match?.[1] ?? entry, port: match ? Number(match[2]) : undefined }
}

/** A name without its last dot; an address as its bytes, for it can be spelt in many ways. */
function oneSpelling(host: string): string {
  const name = bareHost(host).replace(/\.$/, '')
  return addressBytes(name)?.join('.') ?? name
}
