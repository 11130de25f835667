/** How long things took, in ms. */
export class Times {
  readonly #taken: number[] = []
  #cpu = 0

  get total(): number {
    return this.#taken.reduce((sum, time) => sum + time, 0)
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = process.cpuUsage()
    const begun = performance.now()
    const result = await work()
    this.#taken.push(performance.now() - begun)
    const { user, system } = process.cpuUsage(before)
    this.#cpu += (user + system) / 1000
    return result
  }

  summary() {
    const sorted = this.#taken.toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
    return { median: at(0.5), p99: at(0.99), longest: at(1), cpu: this.#cpu / sorted.length }
  }
}
