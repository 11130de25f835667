/** A room in which many may work together, or one alone. */
export class Room {
  #inside = 0
  #emptied = Promise.withResolvers<void>()
  /** Settled when whoever is alone there, or waits to be, has left. */
  #alone: Promise<void> | undefined

  async together<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone
    this.#inside++
    try {
      return await work()
    } finally {
      if (--this.#inside === 0) this.#emptied.resolve()
    }
  }

  /** Waits until those who are inside have left, and keeps others out. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#alone
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#alone = promise
    try {
      this.#emptied = Promise.withResolvers()
      if (this.#inside > 0) await this.#emptied.promise
      return await work()
    } finally {
      this.#alone = undefined
      resolve()
    }
  }
}
