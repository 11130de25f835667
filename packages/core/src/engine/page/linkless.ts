import type { Leads } from '../../extract/follow/leads.ts'

/** More selectors are not told apart, as where each page makes its own. */
const CAPACITY = 1_000

/** A selector given to `follow` that matched something on several pages, and never a link. */
export interface LinklessSelector {
  readonly route: string
  readonly selector: string
  /** On how many pages it matched. */
  readonly pages: number
}

interface Tally {
  pages: number
  leads: boolean
}

/** Knows which selectors match what can never be followed, such as an `img`. */
export class Linkless {
  /** By route, then by selector. */
  readonly #tallies = new Map<string, Map<string, Tally>>()
  #size = 0

  /** A page of a route was read. */
  saw(route: string, leads: Leads): void {
    for (const [selector, leadsOn] of leads) {
      const tally = this.#tally(route, selector)
      tally.pages++
      tally.leads ||= leadsOn
    }
  }

  /** Those that led nowhere on any page so far. */
  found(): LinklessSelector[] {
    return Array.from(this.#tallies, ([route, selectors]) =>
      Array.from(selectors)
        .filter(([, { leads }]) => !leads)
        .map(([selector, { pages }]) => ({ route, selector, pages })),
    ).flat()
  }

  #tally(route: string, selector: string): Tally {
    const selectors = this.#tallies.get(route) ?? new Map<string, Tally>()
    const tally = selectors.get(selector) ?? { pages: 0, leads: false }
    if (tally.pages === 0 && this.#size++ < CAPACITY) this.#tallies.set(route, selectors.set(selector, tally))
    return tally
  }
}
