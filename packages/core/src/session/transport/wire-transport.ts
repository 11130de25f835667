import { RequestError } from '../../errors.ts'
import type { Request } from '../../http/request.ts'
import type { Errand, ExchangeParts } from './exchange/errand.ts'
import { Exchange } from './exchange/exchange.ts'
import { outgoing } from './exchange/outgoing.ts'
import { closed, thrown } from './failure.ts'
import { ForgivingExchange, mayForgive } from './lenient/forgiving-exchange.ts'
import type { Pools } from './pool/pools.ts'
import { proxyChooser } from './proxy/proxy.ts'
import type { Proxy, ProxyOption } from './proxy/proxy.ts'
import { routeTo } from './route.ts'
import type { Route } from './route.ts'
import type { StopSignal } from './stop-signal.ts'
import { Stopwatch } from './stopwatch.ts'
import type { ExchangeLimits, Transport, WireResponse } from './transport.ts'

/** How responses are read. */
export interface ReadingOptions {
  readonly lenient: boolean
  /** In bytes. */
  readonly maxHeaderSize: number
}

// After so many refused responses in a row a server is not tried with the strict parser any more.
const PATIENCE = 3

/** Sends requests over the pools of a session, and reads by the rules first, forgivingly after. */
export class WireTransport implements Transport {
  readonly #pools: Pools
  readonly #proxyOf: (url: URL) => Proxy | undefined
  readonly #options: ReadingOptions
  /** By origin: refused responses in a row. */
  readonly #refusals = new Map<string, number>()
  #lastRoute: Route | undefined
  #isClosed = false

  constructor(pools: Pools, proxyOf: (url: URL) => Proxy | undefined, options: ReadingOptions) {
    this.#pools = pools
    this.#proxyOf = proxyOf
    this.#options = options
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
    const route = this.#routeTo(request.url, proxyOf(request.url))
    const errand = { request, route, limits, signal, outgoing: outgoing(request, route) }
    if (!this.#options.lenient || !mayForgive(request)) return await this.#strictly(errand)
    if ((this.#refusals.get(route.origin) ?? 0) >= PATIENCE) return this.#forgivingly(errand)
    const readAgain = (): Promise<WireResponse> => this.#readAgain(errand)
    try {
      return await this.#strictly(errand, readAgain)
    } catch (error) {
      if (error instanceof RequestError && error.code === 'MALFORMED') return readAgain()
      throw error
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
  #routeTo(url: URL, proxy: Proxy | undefined): Route {
    const last = this.#lastRoute
    if (last?.origin === url.origin && last.proxy === proxy) return last
    return (this.#lastRoute = routeTo(url, proxy))
  }

  async #strictly(errand: Errand, readAgain?: () => Promise<WireResponse>): Promise<WireResponse> {
    const parts = await this.#lease(errand, false, readAgain)
    return await new Exchange(parts).start()
  }

  async #forgivingly(errand: Errand): Promise<WireResponse> {
    return new ForgivingExchange(await this.#lease(errand, true)).start(this.#options.maxHeaderSize)
  }

  #readAgain(errand: Errand): Promise<WireResponse> {
    const { origin } = errand.route
    this.#refusals.set(origin, (this.#refusals.get(origin) ?? 0) + 1)
    return this.#forgivingly(errand)
  }

  async #lease(
    errand: Errand,
    fresh: boolean,
    readAgain?: () => Promise<WireResponse>,
  ): Promise<ExchangeParts> {
    const { request, outgoing, route, limits, signal } = errand
    const watch = new Stopwatch()
    const pool = this.#pools.of(route)
    try {
      const line = await pool.lease({ limits, signal, watch, fresh })
      const release = (isSound: boolean): void => {
        pool.release(line)
        if (isSound) this.#refusals.delete(route.origin)
      }
      const surrender = (): void => pool.surrender(line)
      return { request, outgoing, route, limits, signal, watch, line, release, surrender, readAgain }
    } catch (error) {
      throw thrown(error, request)
    }
  }
}
