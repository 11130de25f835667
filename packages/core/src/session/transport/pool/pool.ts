import type { Dialer } from '../connection/dialer.ts'
import type { Protocols } from '../connection/tls.ts'
import type { Errand } from '../exchange/errand.ts'
import { closed } from '../failure.ts'
import type { Server } from '../server.ts'
import { StopController } from '../stop-signal.ts'
import { PooledConnection } from './pooled-connection.ts'
import type { ConnectionKeeper, ConnectionOptions } from './pooled-connection.ts'
import { Waiter } from './waiter.ts'

/** How connections are kept. */
export interface PoolOptions {
  /** To one origin at once. */
  readonly connections: number
  readonly protocols: Protocols
  readonly perConnection: ConnectionOptions
}

const DONE = Promise.resolve()

/** The connections to one server: a few at once, the one used last first, and a queue for the rest. */
export class Pool implements ConnectionKeeper {
  readonly #server: Server
  readonly #dialer: Dialer
  readonly #options: PoolOptions
  /** The one used last comes last. */
  readonly #connections = new Set<PooledConnection>()
  /** Held by exchanges whose bodies nobody reads: not counted, so that those cannot stop the others. */
  readonly #strays = new Set<PooledConnection>()
  readonly #waiting = new Set<Waiter>()
  readonly #ending = new StopController()
  #opening = 0
  /** Whether several connections may be opened at once: not before it is known that one of HTTP/2 will not do. */
  #fansOut: boolean
  #idle: PromiseWithResolvers<void> | undefined

  constructor(server: Server, dialer: Dialer, options: PoolOptions) {
    this.#server = server
    this.#dialer = dialer
    this.#options = options
    this.#fansOut = !server.secure || !options.protocols.includes('h2')
  }

  /** Whether nothing runs and nothing waits. */
  get isIdle(): boolean {
    if (this.#waiting.size > 0 || this.#opening > 0 || this.#strays.size > 0) return false
    return this.#connections.values().every((connection) => connection.running === 0)
  }

  /**
   * A connection for one exchange, which releases it.
   *
   * @param fresh One of HTTP/1.1 that nobody has used, to be closed afterwards.
   */
  lease(errand: Errand, fresh = false): PooledConnection | Promise<PooledConnection> {
    const connection = fresh || this.#waiting.size > 0 ? undefined : this.#take()
    if (connection) return connection
    const waiter = new Waiter(errand, fresh, (left) => this.#waiting.delete(left))
    this.#waiting.add(waiter)
    this.#serve()
    return waiter.connection
  }

  release(connection: PooledConnection): void {
    connection.running--
    // undici may yet close it, once it is done with the response.
    void DONE.then(() => this.settle(connection))
  }

  surrender(connection: PooledConnection): void {
    if (!this.#connections.delete(connection)) return
    this.#strays.add(connection)
    if (this.#idle) void connection.destroy()
    this.#serve()
  }

  /** Keeps a connection that can serve again, lets go of one that cannot. */
  settle(connection: PooledConnection): void {
    if (connection.running === 0 && this.#remove(connection)) {
      const hasRoom = this.#connections.size + this.#opening < this.#options.connections
      if (connection.isFree && connection.hasServed && hasRoom) this.#connections.add(connection)
      else void connection.close()
    }
    this.#serve()
  }

  async close(): Promise<void> {
    this.#idle = Promise.withResolvers<void>()
    for (const connection of this.#strays) void connection.destroy()
    this.#serve()
    await this.#idle.promise
    await Promise.all(this.#connections.values().map((connection) => connection.close()))
  }

  async destroy(): Promise<void> {
    this.#ending.abort(closed())
    for (const waiter of this.#waiting) waiter.close()
    await Promise.all([...this.#connections, ...this.#strays].map((connection) => connection.destroy()))
  }

  #serve(): void {
    for (const waiter of this.#waiting) {
      const connection = waiter.fresh ? undefined : this.#take()
      if (!connection && !this.#mayOpen(waiter.fresh)) break
      waiter.serve(connection ?? this.#open(waiter.errand, waiter.fresh))
    }
    if (this.#idle && this.isIdle) this.#idle.resolve()
  }

  #take(): PooledConnection | undefined {
    let last: PooledConnection | undefined
    for (const connection of this.#connections) if (connection.isFree) last = connection
    if (last) last.running++
    return last
  }

  #mayOpen(fresh: boolean): boolean {
    const isFull = this.#connections.size + this.#opening >= this.#options.connections
    if (!fresh) return !isFull && (this.#fansOut || this.#opening === 0)
    if (!isFull) return true
    const unused = this.#connections.values().find((connection) => connection.running === 0)
    if (!unused) return false
    this.#remove(unused)
    void unused.close()
    return true
  }

  async #open(errand: Errand, fresh: boolean): Promise<PooledConnection> {
    this.#opening++
    const protocols = fresh ? (['http/1.1'] as const) : this.#options.protocols
    const options = { limit: errand.limits.connect, protocols, signals: [this.#ending] }
    try {
      const opened = await this.#dialer.dial(this.#server, {
        ...options,
        signals: errand.signal ? [this.#ending, errand.signal] : [this.#ending],
      })
      const redial = () => this.#dialer.dial(this.#server, options)
      const { origin } = this.#server
      const connection = new PooledConnection(origin, opened, this.#options.perConnection, redial, this)
      connection.running++
      this.#connections.add(connection)
      if (!fresh) this.#fansOut = connection.protocol !== 'h2'
      return connection
    } catch (error) {
      this.#fansOut = true
      throw error
    } finally {
      this.#opening--
      queueMicrotask(() => this.#serve())
    }
  }

  /** Whether it was there. */
  #remove(connection: PooledConnection): boolean {
    return this.#connections.delete(connection) || this.#strays.delete(connection)
  }
}
