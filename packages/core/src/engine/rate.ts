import { BlockList, isIP } from 'node:net'

import type { CrawlerSettings } from '../extract/definition.ts'

/** How a stranger is treated: two requests a second, two at once. */
const GENTLE = { perSecond: 2, concurrency: 2 }
/** How a site is treated that permits it. */
const FAST = { perSecond: undefined, concurrency: 16 }

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** The rate that a crawler keeps with a site. Loopback is fast unless the crawler names a rate. */
export function rateOf(
  { rate }: CrawlerSettings,
  site: string,
): { perSecond: number | undefined; concurrency: number } {
  if (rate === 'fast' || (rate === undefined && isLoopback(site))) return FAST
  return {
    perSecond: rate?.perSecond ?? GENTLE.perSecond,
    concurrency: rate?.concurrency ?? GENTLE.concurrency,
  }
}

function isLoopback(site: string): boolean {
  const { hostname } = new URL(`http://${site}`)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  const family = isIP(host)
  return family !== 0 && loopback.check(host, family === 6 ? 'ipv6' : 'ipv4')
}
