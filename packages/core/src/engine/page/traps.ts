import type { CrawlerSettings } from '../../extract/definition.ts'
import type { FollowedLink } from '../../extract/follow/judge-link.ts'
import type { Trap } from '../../extract/follow/traps.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import type { PageRead } from '../workers/extractor.ts'

/** Pages in a row, each found by the one before, that may bring nothing new: as long as a calendar may lie empty. */
const LONGEST_CHAIN = 200
/** Pages of a route in a row, however they were found. */
const LONGEST_STREAK = 10_000
/** How much is remembered of each kind; beyond that a trap is noticed later, and nothing is taken for one. */
const MOST_REMEMBERED = 20_000

/** Pages of one listing, each found by the one before. */
interface Chain {
  /** Names it. */
  readonly head: string
  /** How many of the last ones brought nothing. */
  readonly empty: number
}

/**
 * Notices where a crawl goes on and on and finds nothing: pages without a record, whose links only lead to more pages of
 * their own route or where those before them have led. Their links to that route are not followed any further.
 *
 * It is about records: a crawler that has none is taken by its word, and follows everything.
 */
export class Traps {
  readonly #isOn: boolean
  /** The chain up to the page that found this link, by account and URL. */
  readonly #chains = new Map<string, Chain>()
  /** How many pages of a route in a row brought nothing, by account and route. */
  readonly #streaks = new Map<string, number>()
  /** Where each chain has led, and where those of each route have that begin one. */
  readonly #known = new Set<string>()

  constructor({ traps = true, records = {} }: CrawlerSettings & { readonly records?: object }) {
    this.#isOn = traps && Object.keys(records).length > 0
  }

  /** The links of a page, without those that would only lead on. */
  judge(
    { id, url, route, account }: QueuedRequest,
    { records, links, files }: Pick<PageRead, 'records' | 'links' | 'files'>,
  ): readonly FollowedLink[] {
    if (!this.#isOn) return links
    const place = `${account} ${url}`
    const chain = this.#chains.get(place)
    this.#chains.delete(place)
    const way = `${account} ${route}`
    if (records.length > 0 || files.length > 0) {
      this.#streaks.delete(way)
      return links
    }
    const head = chain?.head ?? String(id)
    const isEmpty = !this.#leadsOn(chain?.head ?? way, route, links)
    const streak = isEmpty ? (this.#streaks.get(way) ?? 0) + 1 : 0
    const empty = isEmpty ? (chain?.empty ?? 0) + 1 : 0
    this.#streaks.set(way, streak)
    const isOwn = (link: FollowedLink) => link.skip === undefined && link.route === route
    if (empty < LONGEST_CHAIN && streak < LONGEST_STREAK) {
      const listing = listingOf(url)
      for (const link of links)
        if (isOwn(link) && listingOf(link.url) === listing)
          this.#remember(`${account} ${link.url}`, { head, empty })
      return links
    }
    const skip: Trap = 'trap: nothing new'
    return links.map((link) => (isOwn(link) ? { ...link, skip } : link))
  }

  /** Whether a page leads to another route, and there where its chain has not led yet. */
  #leadsOn(chain: string, own: string, links: readonly FollowedLink[]): boolean {
    let leadsOn = false
    for (const { skip, route, url } of links) {
      if (skip !== undefined || route === own) continue
      const text = `${chain} ${url}`
      if (this.#known.has(text)) continue
      if (this.#known.size >= MOST_REMEMBERED) this.#known.clear()
      this.#known.add(text)
      leadsOn = true
    }
    return leadsOn
  }

  #remember(place: string, chain: Chain): void {
    // Found by several pages: what led to it the shortest way counts.
    if ((this.#chains.get(place)?.empty ?? Infinity) <= chain.empty) return
    if (this.#chains.size >= MOST_REMEMBERED) this.#chains.clear()
    this.#chains.set(place, chain)
  }
}

/** What the pages of a listing have in common: their path, whatever its numbers. Another listing is another chain. */
function listingOf(url: string): string {
  return url.replace(/\?.*/, '').replaceAll(/\d+/g, '0')
}
