import type { FollowedLink } from '../../extract/follow/judge-link.ts'
import type { Link } from '../../frontier/store.ts'

/** How many are remembered: about three megabytes, beside what their addresses take. */
const CAPACITY = 20_000

/**
 * The links that went into the queue lately: most of a page's links did with the pages before it, and need not be hashed
 * and looked up again.
 *
 * One that has data or a body is never among them.
 */
export class RecentLinks {
  /** By account, by route, and then by URL. */
  readonly #recent = new Map<string, Map<string, Set<string>>>()
  #size = 0

  /** Those of a page's links that may be new to the queue. */
  without(account: string, links: readonly FollowedLink[]): FollowedLink[] {
    const recent = this.#recent.get(account)
    if (!recent) return [...links]
    return links.filter((link) => !isBare(link) || !recent.get(link.route)?.has(link.url))
  }

  /** The queue has these now. */
  add(account: string, links: readonly Link[]): void {
    for (const link of links) {
      // What its page or its depth kept from its route may be found again, and followed.
      const mayFollow = link.skip !== undefined && link.route !== ''
      if (!mayFollow && isBare(link)) this.#add(account, link)
    }
  }

  #add(account: string, { route, url }: Link): void {
    if (this.#size++ >= CAPACITY) this.#forget()
    const routes = this.#recent.get(account) ?? new Map<string, Set<string>>()
    const urls = routes.get(route) ?? new Set<string>()
    this.#recent.set(account, routes.set(route, urls.add(url)))
  }

  #forget(): void {
    this.#recent.clear()
    this.#size = 0
  }
}

function isBare(link: FollowedLink | Link): boolean {
  const { data, body, method = 'GET' } = link
  return data === undefined && body === undefined && method === 'GET'
}
