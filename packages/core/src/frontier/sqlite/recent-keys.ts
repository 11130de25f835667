/** How many keys a generation has; two of them take about 6 MB. */
const GENERATION = 50_000

/**
 * The keys met last, up to a bound: most links of a page are on every page, and need not be looked up again.
 *
 * The older generation is dropped when the younger is full; a key that is met again moves to the younger.
 */
export class RecentKeys {
  #young = new Set<string>()
  #old = new Set<string>()

  has(key: Uint8Array): boolean {
    const text = toText(key)
    if (this.#young.has(text)) return true
    if (!this.#old.has(text)) return false
    this.#remember(text)
    return true
  }

  add(key: Uint8Array): void {
    this.#remember(toText(key))
  }

  #remember(text: string): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young
      this.#young = new Set()
    }
    this.#young.add(text)
  }
}

function toText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}
