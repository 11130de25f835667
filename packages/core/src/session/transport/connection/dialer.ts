import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

import { explain } from '../explain.ts'
import { httpTunnel } from '../proxy/http-tunnel.ts'
import type { Proxy } from '../proxy/proxy.ts'
import { socksTunnel } from '../proxy/socks-tunnel.ts'
import type { Server } from '../server.ts'
import type { StopSignal } from '../stop-signal.ts'
import type { AddressBook } from './address-book.ts'
import { ConnectionAttempt } from './connection-attempt.ts'
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

/** A connection to a server, ready for HTTP. */
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
  async dial(server: Server, options: DialOptions): Promise<Connection> {
    using attempt = new ConnectionAttempt(options.limit, options.signals)
    try {
      return await this.#connect(server, options.protocols, attempt)
    } catch (error) {
      attempt.giveUp()
      throw attempt.reason ?? explain(error)
    }
  }

  async #connect(server: Server, protocols: Protocols, attempt: ConnectionAttempt): Promise<Connection> {
    const started = performance.now()
    const [target, ...more] = await attempt.step(this.#target(server))
    const nearest = server.proxy ? await attempt.step(this.#proxyAddresses(server.proxy)) : [target, ...more]
    const resolved = performance.now()
    const plain = await openTcp(nearest, server.proxy?.port ?? server.port, attempt)
    const socket = server.proxy ? await this.#through(server.proxy, plain, server, target, attempt) : plain
    const connected = performance.now()
    const times = { dns: resolved - started, connect: connected - resolved, tls: 0 }
    if (!server.secure) return { socket, protocol: 'http/1.1', times }
    const secured = await this.#parts.tls.secure(socket, server.host, protocols, server.key, attempt)
    return {
      socket: secured,
      protocol: secured.alpnProtocol === 'h2' ? 'h2' : 'http/1.1',
      times: { ...times, tls: performance.now() - connected },
    }
  }

  /** What to connect to: addresses, or the name where the proxy looks it up. */
  async #target(server: Server): Promise<readonly [string, ...string[]]> {
    const { proxy, host, port } = server
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
    server: Server,
    target: string,
    attempt: ConnectionAttempt,
  ): Promise<Socket> {
    const isSecure = proxy.protocol === 'https'
    const key = `${server.key} proxy`
    const socket = isSecure
      ? await this.#parts.proxyTls.secure(plain, proxy.host, ['http/1.1'], key, attempt)
      : plain
    if (server.forwarded) return socket
    const open = proxy.protocol === 'http' || isSecure ? httpTunnel : socksTunnel
    await attempt.step(open(socket, proxy, target, server.port))
    return socket
  }
}
