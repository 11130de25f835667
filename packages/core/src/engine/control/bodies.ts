import { getHeapStatistics } from 'node:v8'

import { unlessAborted } from '../../frontier/unless-aborted.ts'

/** What bodies may take together, in bytes: an eighth of the heap, for a page takes several times its size when it is read. */
const BUDGET = Math.min(64e6, getHeapStatistics().heap_size_limit / 8)
/** What a page of an unknown site is taken for, in bytes. */
const UNKNOWN = 4e6
/** A page that has not come after so many milliseconds takes no room: a site that answers nothing must not hold up others. */
const SILENCE = 1_000
/** How fast a site's last large page is forgotten: by so much with each that is smaller. */
const FORGETTING = 0.1

/** The room that one page takes, until it is disposed. */
export interface BodyRoom extends Disposable {
  /** Says how large the page has turned out to be. */
  set(bytes: number): void
}

/**
 * Keeps the bodies that are in memory at once within a budget: a page begins only when there is room for one as large as
 * the last ones of its site. One that is larger than all there is begins alone.
 */
export class Bodies {
  readonly #budget: number
  readonly #expected = new Map<string, number>()
  readonly #waiting: (() => void)[] = []
  #taken = 0

  constructor(budget = BUDGET) {
    this.#budget = budget
  }

  /** Waits until there is room for a page of a site; rejects with the signal's reason when it is aborted first. */
  async room(site: string, signal: AbortSignal): Promise<BodyRoom> {
    const expected = () => this.#expected.get(site) ?? UNKNOWN
    while (this.#taken > 0 && this.#taken + expected() > this.#budget) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waiting.push(resolve)
      await unlessAborted(promise, signal)
    }
    let taken = expected()
    this.#taken += taken
    const change = (bytes: number) => {
      this.#taken += bytes - taken
      taken = bytes
      // Whoever finds too little waits again.
      for (const wake of this.#waiting.splice(0)) wake()
    }
    const silent = setTimeout(() => change(0), SILENCE)
    return {
      set: (bytes) => {
        clearTimeout(silent)
        const before = this.#expected.get(site) ?? 0
        this.#expected.set(site, bytes > before ? bytes : before + FORGETTING * (bytes - before))
        change(bytes)
      },
      [Symbol.dispose]: () => {
        clearTimeout(silent)
        change(0)
      },
    }
  }
}
