import { pathMatch } from 'tough-cookie'

import { cookieLine } from './cookie-line.ts'
import type { CookieLine } from './cookie-line.ts'
import type { HeldCookie } from './cookie-store.ts'
import type { StoredCookie } from './cookie.ts'

/**
 * What a jar has for one scheme and host, kept so that an unchanged jar costs next to nothing a request.
 *
 * Good until the jar changes or `until`, when the first of the cookies expires.
 */
export class OriginView {
  /** In milliseconds since 1970. */
  readonly until: number
  readonly #held: readonly HeldCookie[]
  readonly #samePath: boolean
  #line: CookieLine | undefined

  constructor(held: readonly HeldCookie[]) {
    this.until = Math.min(...held.map(({ cookie }) => cookie.expires?.getTime() ?? Infinity))
    this.#held = held
    this.#samePath = held.every(({ cookie }) => cookie.path === '/')
  }

  /** The cookies for a path, in wire order, marked as used `now`. */
  cookies(path: string, now: number): StoredCookie[] {
    const sent = this.#held.filter(({ cookie }) => pathMatch(path, cookie.path))
    for (const held of sent) held.used = now
    return sent.map(({ cookie }) => cookie)
  }

  /** The Cookie line for a path; written once where every cookie has the path `/`. */
  line(path: string, now: number): CookieLine {
    if (!this.#samePath) return cookieLine(this.cookies(path, now))
    for (const held of this.#held) held.used = now
    this.#line ??= cookieLine(this.#held.map(({ cookie }) => cookie))
    return this.#line
  }
}
