import type { Request } from '../../http/request.ts'
import type { Errand } from './exchange/errand.ts'
import { Exchange } from './exchange/exchange.ts'
import { outgoing } from './exchange/outgoing.ts'
import { closed, thrown } from './failure.ts'
import { ForgivingExchange, mayForgive } from './lenient/forgiving-exchange.ts'
import { Lenience } from './lenient/lenience.ts'
import type { Pools } from './pool/pools.ts'
import { proxyChooser } from './proxy/proxy.ts'
import type { Proxy, ProxyOption } from './proxy/proxy.ts'
import { serverOf } from './server.ts'
import type { Server } from './server.ts'
import type { StopSignal } from './stop-signal.ts'
import { Stopwatch } from './stopwatch.ts'
import type { ExchangeLimits, Transport, WireResponse } from './transport.ts'

/** How responses are read. */
export interface ReadingOptions {
  readonly lenient: boolean
  /** In bytes. */
  readonly maxHeaderSize: number
}

/** Sends requests over the pools of a session, and reads by the rules first, forgivingly after. */
export class WireTransport implements Transport {
  readonly #pools: Pools
  readonly #proxyOf: (url: URL) => Proxy | undefined
  readonly #maxHeaderSize: number
  readonly #lenience: Lenience | undefined
  #lastServer: Server | undefined
  #isClosed = false

  constructor(pools: Pools, proxyOf: (url: URL) => Proxy | undefined, options: ReadingOptions) {
    this.#pools = pools
    this.#proxyOf = proxyOf
    this.#maxHeaderSize = options.maxHeaderSize
    this.#lenience = options.lenient ? new Lenience((errand) => this.#forgivingly(errand)) : undefined
  }

  async send(
    request: Request,
    limits: ExchangeLimits,
    signal: StopSignal | undefined,
    proxy?: ProxyOption,
  ): Promise<WireResponse> {
    if (this.#isClosed) throw closed()
    signal?.throwIfAborted()
    const proxyOf = proxy === undefined ? this.#proxyOf : proxyChooser(proxy)
    const server = this.#serverOf(request.url, proxyOf(request.url))
    const lenience = mayForgive(request) ? this.#lenience : undefined
    const watch = new Stopwatch()
    const errand = { request, server, limits, signal, watch, lenience, outgoing: outgoing(request, server) }
    if (lenience?.isNeededBy(server)) return await this.#forgivingly(errand)
    try {
      const leased = this.#pools.of(server).lease(errand)
      // Mostly one is free: what need not be waited for is not awaited.
      const connection = leased instanceof Promise ? await leased : leased
      return await new Exchange(errand, connection).start()
    } catch (error) {
      throw thrown(error, request)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#pools.close()
  }

  async destroy(): Promise<void> {
    this.#isClosed = true
    await this.#pools.destroy()
  }

  /** Most requests go where the one before them went. */
  #serverOf(url: URL, proxy: Proxy | undefined): Server {
    const last = this.#lastServer
    if (last?.origin === url.origin && last.proxy === proxy) return last
    return (this.#lastServer = serverOf(url, proxy))
  }

  async #forgivingly(refused: Errand): Promise<WireResponse> {
    const errand = { ...refused, watch: new Stopwatch() }
    try {
      const connection = await this.#pools.of(errand.server).lease(errand, true)
      return await new ForgivingExchange(errand, connection).start(this.#maxHeaderSize)
    } catch (error) {
      throw thrown(error, errand.request)
    }
  }
}
