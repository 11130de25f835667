import type { Dialer } from '../connection/dialer.ts'
import type { Server } from '../server.ts'
import { Pool } from './pool.ts'
import type { PoolOptions } from './pool.ts'

/** The pools of a session, one a server; those used longest ago are closed when there are too many. */
export class Pools {
  readonly #dialer: Dialer
  readonly #capacity: number
  readonly #options: PoolOptions
  /** The one used last comes last. */
  readonly #pools = new Map<string, Pool>()
  #newest: Pool | undefined

  constructor(dialer: Dialer, capacity: number, options: PoolOptions) {
    this.#dialer = dialer
    this.#capacity = capacity
    this.#options = options
  }

  of(server: Server): Pool {
    const known = this.#pools.get(server.key)
    if (known && known === this.#newest) return known
    const pool = known ?? new Pool(server, this.#dialer, this.#options)
    this.#pools.delete(server.key)
    this.#pools.set(server.key, pool)
    this.#newest = pool
    if (this.#pools.size > this.#capacity) this.#shrink(pool)
    return pool
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.values().map((pool) => pool.close()))
  }

  async destroy(): Promise<void> {
    await Promise.all(this.#pools.values().map((pool) => pool.destroy()))
  }

  #shrink(newest: Pool): void {
    for (const [key, pool] of this.#pools) {
      if (this.#pools.size <= this.#capacity) return
      if (pool === newest || !pool.isIdle) continue
      this.#pools.delete(key)
      void pool.close()
    }
  }
}
