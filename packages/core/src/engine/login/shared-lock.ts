/** A lock that many may hold together, or one alone. */
export class SharedLock {
  #holders = 0
  #emptied = Promise.withResolvers<void>()
  /** Settled when whoever holds it alone, or waits to, has let go. */
  #alone: Promise<void> | undefined

  async together<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone
    this.#holders++
    try {
      return await work()
    } finally {
      if (--this.#holders === 0) this.#emptied.resolve()
    }
  }

  /** Waits until nobody holds it, and keeps others out meanwhile. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#alone = promise
    try {
      this.#emptied = Promise.withResolvers()
      if (this.#holders > 0) await this.#emptied.promise
      return await work()
    } finally {
      this.#alone = undefined
      resolve()
    }
  }
}
