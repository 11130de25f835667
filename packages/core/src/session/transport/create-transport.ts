import { AddressBook } from './connection/address-book.ts'
import { Dialer } from './connection/dialer.ts'
import { Tls } from './connection/tls.ts'
import type { Protocols } from './connection/tls.ts'
import { Pools } from './pool/pools.ts'
import { proxyChooser } from './proxy/proxy.ts'
import type { TransportOptions } from './transport-options.ts'
import type { Transport } from './transport.ts'
import { WireTransport } from './wire-transport.ts'

/** The way to the socket for one session; what has to be revealed or read for it is looked at when it is used. */
export function createTransport(
  options: TransportOptions = {},
  addresses: AddressBook = new AddressBook(options),
): Transport {
  const { lenient = true, maxHeaderSize = 64 * 1024, tls, proxyTls = { ca: tls?.ca } } = options
  const dialer = new Dialer({ addresses, tls: new Tls(tls), proxyTls: new Tls(proxyTls) })
  const pools = new Pools(dialer, options.origins ?? 64, {
    connections: options.connections ?? 6,
    protocols: protocolsOf(options.http2),
    perConnection: {
      keepAlive: options.keepAlive ?? 15_000,
      maxRequests: options.maxRequestsPerSocket ?? 0,
      maxHeaderSize,
      lenient,
    },
  })
  return new WireTransport(pools, proxyChooser(options.proxy), { lenient, maxHeaderSize })
}

function protocolsOf(http2: TransportOptions['http2']): Protocols {
  if (http2 === false) return ['http/1.1']
  return http2 === 'prefer' ? ['h2', 'http/1.1'] : ['http/1.1', 'h2']
}
