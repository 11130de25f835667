import { detach } from '../../http/detach.ts'
import { linkUrl } from '../../http/link-url.ts'
import { judgeLink, type FollowedLink, type LinkRules } from './judge-link.ts'

/** Decides on an address as it is written. */
type Judge = (address: string) => FollowedLink

/** How many addresses are remembered: about four megabytes. */
const CAPACITY = 10_000

/** Longer ones are not, in characters. */
const LONGEST = 200

/** Means the same on every page of an origin; one like `http:a` is the exception among those with a scheme. */
const ROOTED = /^(?:\/|https?:\/\/|(?!https?:)[a-z][a-z\d+.-]*:)/i

/** Decides on links, and remembers how: most of a page's links stand on the pages before it too. */
export class JudgedLinks {
  readonly #rules: LinkRules
  /** By origin, charset and route, then by address. */
  readonly #judged = new Map<string, Map<string, FollowedLink>>()
  #size = 0

  constructor(rules: LinkRules) {
    this.#rules = rules
  }

  /** What decides on the links of one page, sent in its charset, that are followed to a route, or without one. */
  judge(base: URL, charset: string, route: string | undefined): Judge {
    const known = this.#of(`${base.origin} ${charset} ${route ?? ''}`)
    const judge = (address: string) => judgeLink(this.#rules, address, linkUrl(address, base, charset), route)
    let own: FollowedLink | undefined
    return (address) => {
      if (address.length > LONGEST) return judge(address)
      const before = known.get(address)
      if (before) return before
      // Places on the page itself, of which some pages have hundreds.
      if (address.startsWith('#')) return (own ??= Object.freeze(judge('')))
      const link = Object.freeze(judge(address))
      if (!ROOTED.test(address)) return link
      if (this.#size++ < CAPACITY) known.set(detach(address), link)
      else this.#forget()
      return link
    }
  }

  #of(place: string): Map<string, FollowedLink> {
    const known = this.#judged.get(place) ?? new Map<string, FollowedLink>()
    this.#judged.set(place, known)
    return known
  }

  #forget(): void {
    this.#judged.clear()
    this.#size = 0
  }
}
