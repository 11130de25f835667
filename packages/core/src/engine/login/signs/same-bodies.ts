/** How many pages with one body are no chance any more. */
const ALARM = 3
/** How many bodies are remembered. */
const MEMORY = 64

/** Notices when many URLs are answered with one body, as by a site that shows its login page everywhere. */
export class SameBodies {
  /** The keys of the requests that a body has answered, the latest body last. */
  readonly #seen = new Map<string, Map<string, Uint8Array>>()
  readonly #accepted = new Set<string>()

  /** Whether this is one URL too many with this body. */
  alarm(key: Uint8Array, body: string): boolean {
    if (this.#accepted.has(body)) return false
    const keys = this.#seen.get(body) ?? new Map<string, Uint8Array>()
    keys.set(Buffer.from(key).toString('latin1'), key)
    this.#seen.delete(body)
    this.#seen.set(body, keys)
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > MEMORY && oldest !== undefined) this.#seen.delete(oldest)
    return keys.size >= ALARM
  }

  /** The requests that this body has answered. */
  twins(body: string): readonly Uint8Array[] {
    return [...(this.#seen.get(body)?.values() ?? [])]
  }

  /** This body may come as often as it likes. */
  accept(key: Uint8Array, body: string): void {
    if (this.#seen.get(body)?.has(Buffer.from(key).toString('latin1'))) this.#accepted.add(body)
  }

  clear(): void {
    this.#seen.clear()
  }
}
