import type { Link, StoredRequest } from '../../../frontier/store.ts'

const MOST_EXAMPLES = 3

/** A link that came or went. */
export interface LinkExample {
  readonly url: string
  readonly route: string
}

/** How the links of a run would change. */
export interface LinkDifference {
  /** Followed now, and not known to the run. */
  readonly added: number
  /** Known to the run, and followed by no page now. */
  readonly removed: number
  readonly examples: { readonly added: readonly LinkExample[]; readonly removed: readonly LinkExample[] }
}

/** Compares the links of a run with those that its pages follow now; the keys of all are in memory. */
export class LinkChanges {
  /** By their keys, those that no page has followed yet. */
  readonly #unfollowed = new Map<string, LinkExample>()
  /** Those that are followed, or need not be. */
  readonly #settled = new Set<string>()
  readonly #added = new Map<string, LinkExample>()

  /**
   * A request of the run. The starts, at depth 0, need nobody who follows them. What was skipped for what the run
   * knew (a trap, robots.txt, the depth) neither comes nor goes; what no route took, without a route, may come.
   */
  was({ key, url, route, depth, state }: StoredRequest & Pick<Link, 'key'>): void {
    const name = nameOf(key)
    if (depth === 0 || (state === 'skipped' && route !== '')) this.#settled.add(name)
    else if (state !== 'skipped') this.#unfollowed.set(name, { url, route })
  }

  /** A link that a page follows now. */
  is({ key, url, route, skip }: Link): void {
    const name = nameOf(key)
    if (skip !== undefined || this.#settled.has(name)) return
    if (this.#unfollowed.delete(name)) this.#settled.add(name)
    else this.#added.set(name, { url, route })
  }

  difference(): LinkDifference {
    return {
      added: this.#added.size,
      removed: this.#unfollowed.size,
      examples: {
        added: this.#added.values().take(MOST_EXAMPLES).toArray(),
        removed: this.#unfollowed.values().take(MOST_EXAMPLES).toArray(),
      },
    }
  }
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1')
}
