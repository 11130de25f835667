import type { Dialer } from '../connection/dialer.ts'
import type { Protocols } from '../connection/tls.ts'
import { closed } from '../failure.ts'
import type { Route } from '../route.ts'
import { Stop } from '../stop-signal.ts'
import { Line } from './line.ts'
import type { LineKeeper, LineOptions } from './line.ts'
import { Waiter } from './waiter.ts'
import type { Wish } from './waiter.ts'

/** How connections are kept. */
export interface PoolOptions {
  /** To one origin at once. */
  readonly connections: number
  readonly protocols: Protocols
  readonly line: LineOptions
}

const DONE = Promise.resolve()

/** The connections of one route: a few at once, the one used last first, and a queue for the rest. */
export class Pool implements LineKeeper {
  readonly #route: Route
  readonly #dialer: Dialer
  readonly #options: PoolOptions
  /** The one used last comes last. */
  readonly #lines = new Set<Line>()
  /** Held by exchanges whose bodies nobody reads: not counted, so that those cannot stop the others. */
  readonly #strays = new Set<Line>()
  readonly #waiting = new Set<Waiter>()
  readonly #ending = new Stop()
  #opening = 0
  /** Whether several connections may be opened at once: not before it is known that one of HTTP/2 will not do. */
  #fansOut: boolean
  #idle: PromiseWithResolvers<void> | undefined

  constructor(route: Route, dialer: Dialer, options: PoolOptions) {
    this.#route = route
    this.#dialer = dialer
    this.#options = options
    this.#fansOut = !route.secure || !options.protocols.includes('h2')
  }

  /** Whether nothing runs and nothing waits. */
  get isIdle(): boolean {
    if (this.#waiting.size > 0 || this.#opening > 0 || this.#strays.size > 0) return false
    return this.#lines.values().every((line) => line.running === 0)
  }

  /**
   * A connection for one exchange, which releases it.
   *
   * @param fresh One of HTTP/1.1 that nobody has used, to be closed afterwards.
   */
  lease(wish: Wish, fresh = false): Line | Promise<Line> {
    const line = fresh || this.#waiting.size > 0 ? undefined : this.#take()
    if (line) return line
    const waiter = new Waiter(wish, fresh, (left) => this.#waiting.delete(left))
    this.#waiting.add(waiter)
    this.#serve()
    return waiter.line
  }

  release(line: Line): void {
    line.running--
    // undici may yet close it, once it is done with the response.
    void DONE.then(() => this.settle(line))
  }

  surrender(line: Line): void {
    if (!this.#lines.delete(line)) return
    this.#strays.add(line)
    if (this.#idle) void line.destroy()
    this.#serve()
  }

  /** Keeps a line that can serve again, lets go of one that cannot. */
  settle(line: Line): void {
    if (line.running === 0 && (this.#lines.delete(line) || this.#strays.delete(line))) {
      const hasRoom = this.#lines.size + this.#opening < this.#options.connections
      if (line.isFree && line.hasServed && hasRoom) this.#lines.add(line)
      else void line.close()
    }
    this.#serve()
  }

  async close(): Promise<void> {
    this.#idle = Promise.withResolvers<void>()
    for (const line of this.#strays) void line.destroy()
    this.#serve()
    await this.#idle.promise
    await Promise.all(this.#lines.values().map((line) => line.close()))
  }

  async destroy(): Promise<void> {
    this.#ending.abort(closed())
    for (const waiter of this.#waiting) waiter.close()
    await Promise.all([...this.#lines, ...this.#strays].map((line) => line.destroy()))
  }

  #serve(): void {
    for (const waiter of this.#waiting) {
      const line = waiter.fresh ? undefined : this.#take()
      if (!line && !this.#mayOpen(waiter.fresh)) break
      waiter.leave()
      if (line) waiter.grant(line)
      else waiter.follow(this.#open(waiter.wish, waiter.fresh))
    }
    if (this.#idle && this.isIdle) this.#idle.resolve()
  }

  #take(): Line | undefined {
    let last: Line | undefined
    for (const line of this.#lines) if (line.isFree) last = line
    if (last) last.running++
    return last
  }

  #mayOpen(fresh: boolean): boolean {
    const isFull = this.#lines.size + this.#opening >= this.#options.connections
    if (!fresh) return !isFull && (this.#fansOut || this.#opening === 0)
    if (!isFull) return true
    const unused = this.#lines.values().find((line) => line.running === 0)
    if (unused) this.#drop(unused)
    return unused !== undefined
  }

  async #open(wish: Wish, fresh: boolean): Promise<Line> {
    this.#opening++
    const protocols = fresh ? (['http/1.1'] as const) : this.#options.protocols
    const options = { limit: wish.limits.connect, protocols, signals: [this.#ending] }
    try {
      const connection = await this.#dialer.dial(this.#route, {
        ...options,
        signals: wish.signal ? [this.#ending, wish.signal] : [this.#ending],
      })
      const redial = () => this.#dialer.dial(this.#route, options)
      const line = new Line(this.#route.origin, connection, this.#options.line, redial, this)
      line.running++
      this.#lines.add(line)
      if (!fresh) this.#fansOut = line.protocol !== 'h2'
      return line
    } catch (error) {
      this.#fansOut = true
      throw error
    } finally {
      this.#opening--
      queueMicrotask(() => this.#serve())
    }
  }

  #drop(line: Line): void {
    this.#lines.delete(line)
    void line.close()
  }
}
