import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

import { explain } from '../explain.ts'
import { httpTunnel } from '../proxy/http-tunnel.ts'
import type { Proxy } from '../proxy/proxy.ts'
import { socksTunnel } from '../proxy/socks-tunnel.ts'
import type { Route } from '../route.ts'
import type { StopSignal } from '../stop-signal.ts'
import type { AddressBook } from './address-book.ts'
import { Attempt } from './attempt.ts'
import { openTcp } from './tcp.ts'
import type { Protocols, Tls } from './tls.ts'

/** How a transport makes connections. */
export interface DialerParts {
  readonly addresses: AddressBook
  readonly tls: Tls
  /** For https proxies themselves. */
  readonly proxyTls: Tls
}

/** What one connection may be and may take. */
export interface DialOptions {
  /** In milliseconds, for all steps together. */
  readonly limit: number
  /** Each of them ends it. */
  readonly signals: readonly StopSignal[]
  readonly protocols: Protocols
}

/** A connection to the server of a route, ready for HTTP. */
export interface Connection {
  readonly socket: Socket | TLSSocket
  readonly protocol: 'h2' | 'http/1.1'
  /** In milliseconds. */
  readonly times: { readonly dns: number; readonly connect: number; readonly tls: number }
}

/** Makes connections: name, TCP, the proxy's tunnel, TLS. */
export class Dialer {
  readonly #parts: DialerParts

  constructor(parts: DialerParts) {
    this.#parts = parts
  }

  /** @throws {Failure} when no connection comes about; or the reason of a signal. */
  async dial(route: Route, options: DialOptions): Promise<Connection> {
    using attempt = new Attempt(options.limit, options.signals)
    try {
      return await this.#connect(route, options.protocols, attempt)
    } catch (error) {
      attempt.giveUp()
      throw attempt.reason ?? explain(error)
    }
  }

  async #connect(route: Route, protocols: Protocols, attempt: Attempt): Promise<Connection> {
    const started = performance.now()
    const [target, ...more] = await attempt.step(this.#target(route))
    const nearest = route.proxy ? await attempt.step(this.#proxyAddresses(route.proxy)) : [target, ...more]
    const resolved = performance.now()
    const plain = await openTcp(nearest, route.proxy?.port ?? route.port, attempt)
    const socket = route.proxy ? await this.#through(route.proxy, plain, route, target, attempt) : plain
    const connected = performance.now()
    const times = { dns: resolved - started, connect: connected - resolved, tls: 0 }
    if (!route.secure) return { socket, protocol: 'http/1.1', times }
    const secured = await this.#parts.tls.secure(socket, route.host, protocols, route.key, attempt)
    return {
      socket: secured,
      protocol: secured.alpnProtocol === 'h2' ? 'h2' : 'http/1.1',
      times: { ...times, tls: performance.now() - connected },
    }
  }

  /** What to connect to: addresses, or the name where the proxy looks it up. */
  async #target(route: Route): Promise<readonly [string, ...string[]]> {
    const { proxy, host, port } = route
    if (proxy && proxy.protocol !== 'socks5') {
      this.#parts.addresses.checkName(host)
      return [host]
    }
    const [first = host, ...more] = await this.#parts.addresses.find(host, port)
    return [first, ...more]
  }

  async #proxyAddresses(proxy: Proxy): Promise<readonly string[]> {
    return this.#parts.addresses.findTrusted(proxy.host, proxy.port)
  }

  async #through(
    proxy: Proxy,
    plain: Socket,
    route: Route,
    target: string,
    attempt: Attempt,
  ): Promise<Socket> {
    const isSecure = proxy.protocol === 'https'
    const key = `${route.key} proxy`
    const socket = isSecure
      ? await this.#parts.proxyTls.secure(plain, proxy.host, ['http/1.1'], key, attempt)
      : plain
    if (route.forwarded) return socket
    const open = proxy.protocol === 'http' || isSecure ? httpTunnel : socksTunnel
    await attempt.step(open(socket, proxy, target, route.port))
    return socket
  }
}
