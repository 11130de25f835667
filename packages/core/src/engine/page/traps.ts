import type { CrawlerSettings } from '../../extract/definition.ts'
import type { Trap } from '../../extract/follow/traps.ts'
import type { Link, PageOutcome } from '../../frontier/store.ts'

/** Pages in a row, each found by the one before, that may bring nothing new: as long as a calendar may lie empty. */
const LONGEST_CHAIN = 200
/** Pages of a route in a row, however they were found. */
const LONGEST_STREAK = 10_000
/** How much is remembered of each kind; beyond that a trap is noticed later, and nothing is taken for one. */
const MOST_REMEMBERED = 100_000

/**
 * Notices where a crawl goes on and on and finds nothing: pages without a record, whose links only lead to more pages of
 * their own route or to what is known. Their links to that route are not followed any further.
 *
 * It is about records: a crawler that has none is taken by its word, and follows everything.
 */
export class Traps {
  readonly #isOn: boolean
  /** How many pages in a row brought nothing up to the one that found this link. */
  readonly #chains = new Map<string, number>()
  /** How many pages of a route in a row brought nothing. */
  readonly #streaks = new Map<string, number>()
  /** Links that led to another route before. */
  readonly #known = new Set<string>()

  constructor({ traps = true, records = {} }: CrawlerSettings & { readonly records?: object }) {
    this.#isOn = traps && Object.keys(records).length > 0
  }

  /** The outcome of a page, without the links that would only lead on. */
  judge(outcome: PageOutcome): PageOutcome {
    if (!this.#isOn) return outcome
    const { request, records, links } = outcome
    const key = textOf(request.key)
    const before = this.#chains.get(key) ?? 0
    this.#chains.delete(key)
    const isOwn = ({ skip, route }: Link) => skip === undefined && route === request.route
    const others = links.filter((link) => link.skip === undefined && link.route !== request.route)
    // Every one of them is to be known from now on.
    const news = others.filter((link) => this.#isNew(link))
    const isBarren = records.length === 0 && news.length === 0
    const streak = isBarren ? (this.#streaks.get(request.route) ?? 0) + 1 : 0
    this.#streaks.set(request.route, streak)
    if (!isBarren) return outcome
    if (before + 1 < LONGEST_CHAIN && streak < LONGEST_STREAK) {
      for (const link of links) if (isOwn(link)) this.#remember(link, before + 1)
      return outcome
    }
    const skip: Trap = 'trap: nothing new'
    return { ...outcome, links: links.map((link) => (isOwn(link) ? { ...link, skip } : link)) }
  }

  #isNew({ key }: Link): boolean {
    const text = textOf(key)
    if (this.#known.has(text)) return false
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear()
    this.#known.add(text)
    return true
  }

  #remember({ key }: Link, chain: number): void {
    const text = textOf(key)
    // Found by several pages: what led to it the shortest way counts.
    const known = this.#chains.get(text) ?? Infinity
    if (this.#chains.size >= MOST_REMEMBERED) this.#chains.clear()
    this.#chains.set(text, Math.min(known, chain))
  }
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}
