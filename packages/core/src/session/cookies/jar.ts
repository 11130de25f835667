import { inspect, isDeepStrictEqual } from 'node:util'

import { DefinitionError } from '../../errors.ts'
import { listed } from '../check/listed.ts'
import { admit } from './admission.ts'
import { checkJar } from './check-jar.ts'
import { asciiDomain, asUrl, isSecure } from './cookie-host.ts'
import { cookieLine } from './cookie-line.ts'
import { readCookieState, writeCookieState } from './cookie-state.ts'
import type { CookieState } from './cookie-state.ts'
import { CookieStore, hasExpired } from './cookie-store.ts'
import { copyOf, printable, REFUSALS, shownName } from './cookie.ts'
import type { CookieEvent, CookieInit, CookieJarOptions, CookieRefusal, StoredCookie } from './cookie.ts'
import { OriginViews } from './origin-views.ts'
import { overrideCookies } from './override.ts'
import { propose } from './proposal.ts'
import type { Proposal } from './proposal.ts'
import { hasControl, MOST_SET, parseSetCookie } from './set-cookie.ts'

/**
 * The cookies of one session, by the rules that browsers follow (RFC 6265bis).
 *
 * Whatever comes in is judged by `admit`; a bad cookie from a site or a file is ignored with an event.
 */
export class CookieJar {
  readonly #options: CookieJarOptions
  readonly #store = new CookieStore()
  readonly #views: OriginViews
  #version = 0

  constructor(options: CookieJarOptions = {}) {
    checkJar(options)
    this.#options = options
    this.#views = new OriginViews(this.#store, options.trustLoopback)
  }

  /**
   * A jar with the cookies of a state, wherever it comes from.
   *
   * @throws {StoreError} as `readCookieState`.
   */
  static from(state: unknown, options?: CookieJarOptions): CookieJar {
    const jar = new CookieJar(options)
    jar.add(readCookieState(state))
    return jar
  }

  /** Grows with each change of content. */
  get version(): number {
    return this.#version
  }

  /**
   * The Cookie header for a URL; `undefined` when there is nothing to send.
   *
   * @param own the request's own cookies, laid over the jar's by name; `null` hides a cookie.
   * @throws {DefinitionError} when one of those cannot be sent.
   */
  header(to: URL | string, own?: ReadonlyMap<string, string | null>): string | undefined {
    const now = Date.now()
    const url = asUrl(to)
    const view = this.#views.of(url, now)
    const line = own?.size
      ? cookieLine(overrideCookies(view.cookies(url.pathname, now), own))
      : view.line(url.pathname, now)
    for (const { name } of line.withheld) this.#tell('withheld', name, url.hostname, 'too-many')
    return line.value
  }

  /** Takes in the Set-Cookie lines of a response, in their order; says what became of each. */
  receive(from: URL | string, setCookieLines: readonly string[]): CookieEvent[] {
    const now = Date.now()
    const url = asUrl(from)
    let room = MOST_SET
    return listed(setCookieLines, 'jar.receive', 'Set-Cookie lines').flatMap((line) => {
      const cookie = parseSetCookie(line, now)
      const spoiled = room === 0 ? 'too-many' : hasControl(line) ? 'characters' : undefined
      const verdict = spoiled ?? this.#judge({ cookie, url }, now)
      if (typeof verdict !== 'string') room--
      return this.#settle(verdict, cookie.name, url.hostname, now)
    })
  }

  /**
   * Sets a cookie; one that has expired removes its namesake.
   *
   * @throws {DefinitionError} for a cookie that no site could set like this.
   */
  set(init: CookieInit): void {
    const now = Date.now()
    const verdict = this.#judge(propose(init), now)
    if (typeof verdict === 'string')
      throw new DefinitionError(`cookie ${shownName(init.name)} ${REFUSALS[verdict]}`)
    this.#keep(verdict, now)
  }

  /** Takes in cookies of a file or of another jar, in their order; ignores bad and expired ones. */
  add(cookies: Iterable<CookieInit>): CookieEvent[] {
    const now = Date.now()
    return listed(cookies, 'jar.add').flatMap((init) => {
      const verdict = this.#judge(propose(init), now)
      const isOver = typeof verdict !== 'string' && hasExpired(verdict, now)
      return this.#settle(isOver ? 'expired' : verdict, init.name, init.domain ?? '', now)
    })
  }

  /** The value of a cookie: of the one sent first to `url`, or without `url` of the newest of that name. */
  get(name: string, url?: URL | string): string | undefined {
    const now = Date.now()
    const from = url === undefined ? undefined : asUrl(url)
    const cookies = from ? this.#views.of(from, now).cookies(from.pathname, now) : this.all().toReversed()
    return cookies.find((cookie) => cookie.name === name)?.value
  }

  /** Removes the cookies of a name, perhaps only those of one domain or path; says how many there were. */
  delete(name: string, where: Partial<Pick<StoredCookie, 'domain' | 'path'>> = {}): number {
    const { domain, path } = where
    const found = this.all().filter(
      (cookie) =>
        cookie.name === name &&
        (domain === undefined || cookie.domain === asciiDomain(domain)) &&
        (path === undefined || cookie.path === path),
    )
    for (const cookie of found) this.#remove(cookie)
    return found.length
  }

  /** Takes in cookies in place of all that it has. */
  replace(cookies: Iterable<CookieInit>): CookieEvent[] {
    this.clear()
    return this.add(cookies)
  }

  clear(): void {
    for (const cookie of this.all()) this.#remove(cookie)
  }

  /** Copies of all cookies that have not expired, in order of creation. */
  all(): StoredCookie[] {
    return this.#store.all().map(({ cookie }) => copyOf(cookie))
  }

  /** The same, one after the other. */
  [Symbol.iterator](): ArrayIterator<StoredCookie> {
    return this.all().values()
  }

  /** A jar of its own with the same cookies. */
  clone(options: CookieJarOptions = this.#options): CookieJar {
    const copy = new CookieJar(options)
    for (const cookie of this.all()) copy.#store.put(cookie)
    return copy
  }

  /** @internal The jar of a fork of its session: a copy, the same, or an empty one. */
  forked(how: 'copy' | 'share' | 'none'): CookieJar {
    return how === 'share' ? this : how === 'copy' ? this.clone() : new CookieJar(this.#options)
  }

  toJSON(): CookieState {
    return writeCookieState(this.all())
  }

  [inspect.custom](): string {
    const names = this.all().map(({ name, domain }) => `${shownName(name)} of ${domain}`)
    return `CookieJar(${names.length}) { ${names.join(', ')} }`
  }

  #judge(proposal: Proposal | CookieRefusal, now: number): StoredCookie | CookieRefusal {
    if (typeof proposal === 'string') return proposal
    const secure = isSecure(proposal.url, this.#options.trustLoopback)
    return admit(proposal.cookie, { url: proposal.url, secure, now, present: () => this.all() })
  }

  #settle(verdict: StoredCookie | CookieRefusal, name: string, sender: string, now: number): CookieEvent[] {
    if (typeof verdict === 'string') return this.#tell('refused', name, sender, verdict)
    return this.#keep(verdict, now)
  }

  #keep(cookie: StoredCookie, now: number): CookieEvent[] {
    const old = this.#store.get(cookie)
    if (hasExpired(cookie, now)) return old ? this.#remove(old) : []
    if (!isDeepStrictEqual(old, cookie)) {
      this.#store.put(cookie)
      this.#views.clear()
      this.#version++
    }
    const evicted = old ? [] : this.#store.evict(cookie.domain)
    return [
      ...this.#tell('set', cookie.name, cookie.domain),
      ...evicted.flatMap(({ name, domain }) => this.#tell('evicted', name, domain, 'too-many')),
    ]
  }

  #remove(cookie: StoredCookie): CookieEvent[] {
    this.#store.remove(cookie)
    this.#views.clear()
    this.#version++
    return this.#tell('removed', cookie.name, cookie.domain)
  }

  #tell(type: CookieEvent['type'], name: string, domain: string, reason?: CookieRefusal): CookieEvent[] {
    const event: CookieEvent = { type, name: printable(name), domain, ...(reason && { reason }) }
    this.#options.onEvent?.(event)
    return [event]
  }
}
