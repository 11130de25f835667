import type { StoredCookie } from './cookie.ts'

/** What names a cookie: a store has at most one of each (RFC 6265bis section 5.7, step 23). */
export type CookieKey = Pick<StoredCookie, 'name' | 'domain' | 'hostOnly' | 'path'>

/** A cookie in its store. */
export interface HeldCookie {
  readonly cookie: StoredCookie
  /** Its place in the order of creation. */
  readonly order: number
  /** When it was last set or sent, in milliseconds since 1970. */
  used: number
}

const MOST_OF_A_DOMAIN = 180
const MOST = 3000

/**
 * The admitted cookies of one session, in memory.
 *
 * Not tough-cookie's MemoryCookieStore: that one holds a host-only and a domain cookie of the same name for one,
 * throws for hosts such as `test`, and keeps an empty shelf for every path it has ever seen.
 */
export class CookieStore {
  readonly #domains = new Map<string, Map<string, HeldCookie>>()
  #created = 0

  /** The living cookie with this key. */
  get(key: CookieKey): StoredCookie | undefined {
    const held = this.#domains.get(key.domain)?.get(keyText(key))
    return held && !hasExpired(held.cookie, Date.now()) ? held.cookie : undefined
  }

  /** Puts a cookie in the place of the living one with its key, whose place in the order it inherits. */
  put(cookie: StoredCookie): void {
    const shelf = this.#domains.get(cookie.domain) ?? new Map<string, HeldCookie>()
    const text = keyText(cookie)
    const now = Date.now()
    const old = shelf.get(text)
    const order = old && !hasExpired(old.cookie, now) ? old.order : this.#created++
    shelf.set(text, { cookie, order, used: now })
    this.#domains.set(cookie.domain, shelf)
  }

  remove(key: CookieKey): void {
    const shelf = this.#domains.get(key.domain)
    shelf?.delete(keyText(key))
    if (shelf?.size === 0) this.#domains.delete(key.domain)
  }

  /** The living cookies that a host may get, longest paths first, then in order of creation (section 5.8.3). */
  find(host: string): HeldCookie[] {
    const found: HeldCookie[] = []
    for (const domain of domainsOf(host)) {
      for (const held of this.#living(domain)) {
        if (!held.cookie.hostOnly || domain === host) found.push(held)
      }
    }
    return found.toSorted((a, b) => b.cookie.path.length - a.cookie.path.length || a.order - b.order)
  }

  /** All living cookies in order of creation. */
  all(): HeldCookie[] {
    return [...this.#domains.keys()]
      .flatMap((domain) => this.#living(domain))
      .toSorted((a, b) => a.order - b.order)
  }

  /**
   * Makes room after a cookie of this domain came in, and says what had to go: from a crowded domain first what
   * is not Secure, then from all, each time what was used longest ago (section 5.7).
   */
  evict(domain: string): StoredCookie[] {
    const crowded = (this.#domains.get(domain)?.size ?? 0) > MOST_OF_A_DOMAIN
    return [
      ...(crowded ? this.#shrink(this.#living(domain).toSorted(insecureFirst), MOST_OF_A_DOMAIN) : []),
      ...(this.#size() > MOST ? this.#shrink(this.all().toSorted(longestUnusedFirst), MOST) : []),
    ]
  }

  #shrink(cookies: HeldCookie[], most: number): StoredCookie[] {
    const excess = cookies.slice(0, Math.max(0, cookies.length - most)).map(({ cookie }) => cookie)
    for (const cookie of excess) this.remove(cookie)
    return excess
  }

  #size(): number {
    let size = 0
    for (const shelf of this.#domains.values()) size += shelf.size
    return size
  }

  /** The cookies of one domain; the expired ones are forgotten. */
  #living(domain: string): HeldCookie[] {
    const now = Date.now()
    const living: HeldCookie[] = []
    for (const held of this.#domains.get(domain)?.values() ?? []) {
      if (hasExpired(held.cookie, now)) this.remove(held.cookie)
      else living.push(held)
    }
    return living
  }
}

/** The host itself and every domain above it; what looks like one above an address has no cookies. */
function* domainsOf(host: string): Iterable<string> {
  yield host
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) yield host.slice(dot + 1)
}

/** Whether a cookie's time is up. */
export function hasExpired({ expires }: StoredCookie, now: number): boolean {
  return expires !== undefined && expires.getTime() <= now
}

function longestUnusedFirst(a: HeldCookie, b: HeldCookie): number {
  return a.used - b.used || a.order - b.order
}

function insecureFirst(a: HeldCookie, b: HeldCookie): number {
  return Number(a.cookie.secure) - Number(b.cookie.secure) || longestUnusedFirst(a, b)
}

/** No admitted name or path has a line break. */
function keyText({ name, hostOnly, path }: CookieKey): string {
  return `${hostOnly ? 'host' : 'domain'}\n${path}\n${name}`
}
