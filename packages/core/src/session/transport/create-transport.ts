import { DefinitionError } from '../../errors.ts'
import { AddressBook } from './connection/address-book.ts'
import { Dialer } from './connection/dialer.ts'
import { Tls } from './connection/tls.ts'
import type { Protocols } from './connection/tls.ts'
import { Pools } from './pool/pools.ts'
import { proxyChooser } from './proxy/proxy.ts'
import type { TransportOptions } from './transport-options.ts'
import type { Transport } from './transport.ts'
import { WireTransport } from './wire-transport.ts'

export type { TransportOptions }

/**
 * The way to the socket for one session.
 *
 * @throws {DefinitionError} for a wrong option; what has to be revealed or read for it is looked at when it is used.
 */
export function createTransport(
  options: TransportOptions = {},
  addresses: AddressBook = new AddressBook(options),
): Transport {
  const lenient = options.lenient ?? true
  const maxHeaderSize = options.maxHeaderSize ?? 64 * 1024
  const dialer = new Dialer({
    addresses,
    tls: new Tls(options.tls),
    proxyTls: new Tls(options.proxyTls ?? { ca: options.tls?.ca }),
  })
  const pools = new Pools(dialer, atLeastOne('origins', options.origins ?? 64), {
    connections: atLeastOne('connections', options.connections ?? 6),
    protocols: protocols(options.http2 ?? 'auto'),
    line: {
      keepAlive: options.keepAlive ?? 15_000,
      maxRequests: options.maxRequestsPerSocket ?? 0,
      maxHeaderSize,
      lenient,
    },
  })
  return new WireTransport(pools, proxyChooser(options.proxy), { lenient, maxHeaderSize })
}

function atLeastOne(name: string, count: number): number {
  if (count >= 1) return count
  throw new DefinitionError(`${name} is not a number that can be worked with: give 1 or more`)
}

function protocols(http2: 'auto' | 'prefer' | false): Protocols {
  if (http2 === false) return ['http/1.1']
  if (http2 === 'prefer') return ['h2', 'http/1.1']
  if (http2 === 'auto') return ['http/1.1', 'h2']
  throw new DefinitionError("http2 is 'auto', 'prefer' or false")
}
