import { forgetOldest } from '../../../session/forget-oldest.ts'

/** How many pages with one body are no chance any more. */
const TOO_MANY = 3
/** How many bodies are counted at a time. */
const MOST_COUNTED = 64
/** Of how many it is remembered what is to be held of them. */
const MOST_KNOWN = 1_000

/**
 * Notices when many URLs are answered with one body, as by a site that shows its login page everywhere.
 *
 * It is asked for each page that bears no other sign, where the crawler names no proof.
 */
export class SameBodies {
  /** The keys of the requests that a body has answered since the last login, the latest body last. */
  readonly #seen = new Map<string, Map<string, Uint8Array>>()
  /** These need no count any more: if a login does not change the page, it is how it is, and that is to be learned. */
  readonly #tooCommon = new Set<string>()
  readonly #accepted = new Set<string>()

  /** A request was answered with a body; says whether it is one too many. */
  isOneTooMany(key: Uint8Array, body: string): boolean {
    if (this.#accepted.has(body)) return false
    const keys = this.#seen.get(body) ?? new Map<string, Uint8Array>()
    keys.set(Buffer.from(key).toString('latin1'), key)
    this.#seen.delete(body)
    this.#seen.set(body, keys)
    forgetOldest(this.#seen, MOST_COUNTED)
    if (keys.size >= TOO_MANY) remember(this.#tooCommon, body)
    return this.#tooCommon.has(body)
  }

  /** The requests that were answered with a body. */
  requestsWith(body: string): readonly Uint8Array[] {
    return [...(this.#seen.get(body)?.values() ?? [])]
  }

  /** This body may come as often as it likes. */
  accept(key: Uint8Array, body: string): void {
    if (!this.#seen.get(body)?.has(Buffer.from(key).toString('latin1'))) return
    this.#tooCommon.delete(body)
    remember(this.#accepted, body)
  }

  /** Who comes from a login counts anew. */
  clear(): void {
    this.#seen.clear()
  }
}

function remember(bodies: Set<string>, body: string): void {
  bodies.add(body)
  forgetOldest(bodies, MOST_KNOWN)
}
