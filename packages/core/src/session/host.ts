import { BlockList, isIP } from 'node:net'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** A host without the brackets that an IPv6 address has in a URL. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

/** Whether a name is this machine whatever a resolver says: `localhost`, and every name below it (RFC 6761 section 6.3). */
export function isLocalhost(name: string): boolean {
  return /(^|\.)localhost\.?$/.test(name)
}

/** Whether a host without brackets is this machine, by its name or as an address. */
export function isLoopback(host: string): boolean {
  const family = isIP(host)
  return family === 0 ? isLocalhost(host) : LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

/** The port that a URL means. */
export function portOf({ port, protocol }: URL): number {
  return port ? Number(port) : protocol === 'https:' ? 443 : 80
}
