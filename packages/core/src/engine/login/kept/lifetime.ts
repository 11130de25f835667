import { isHeader } from './session-tokens.ts'

/** Two lifetimes that differ by less than this share are held for one rule of the site. */
const ALIKE = 0.1
/** The share of its lifetime after which a session is renewed. */
const EARLY = 0.9
/** Shorter lifetimes are not worth to be learnt from, in milliseconds. */
const SHORTEST = 10_000
/** Shorter ones are not worth to be foreseen at all. */
const SHORTEST_KNOWN = 1_000
/** A session whose end is known is renewed before it by a tenth of its lifetime, or by this, in milliseconds. */
const MARGIN = 30_000

/** When each token of a login is over by its own word, as `SessionTokens` tells. */
type Ends = ReadonlyMap<string, number>

/** What is kept of it from run to run. */
export interface KeptLifetime {
  readonly began: number
  readonly lifetimes: readonly number[]
  readonly decisive: readonly string[]
}

/**
 * Foresees when a signed-in session will end: by the word of its cookies and tokens, or as earlier ones have ended. It is
 * asked before each page (`endsSoon`). Times are milliseconds since 1970.
 *
 * Not every cookie of a login matters. Sure is a token in a header, and that all is over when the last of them is; that
 * one of several decides is learnt from the session that ends after it.
 */
export class Lifetime {
  #began = 0
  /** Of the last two sessions that were found dead. */
  #lifetimes: readonly number[] = []
  /** The tokens after whose end a session was found dead. */
  #decisive = new Set<string>()
  /** The end that the session was last renewed for. */
  #renewedFor = 0

  /** What goes on with a kept session. */
  get kept(): KeptLifetime {
    return { began: this.#began, lifetimes: this.#lifetimes, decisive: [...this.#decisive] }
  }

  restore({ began, lifetimes, decisive }: KeptLifetime): void {
    this.#began = began
    this.#lifetimes = lifetimes
    this.#decisive = new Set(decisive)
  }

  /** A login has begun the session. */
  begin(now: number): void {
    this.#began = now
  }

  /** The session was found dead. */
  end(now: number, ends: Ends): void {
    // Nobody knows when a session began that somebody else has signed in.
    if (this.#began > 0) this.#lifetimes = [...this.#lifetimes, now - this.#began].slice(-2)
    const past = [...ends].filter(([, end]) => end > this.#began && end <= now)
    const [last] = past.toSorted(([, first], [, second]) => second - first)
    if (last) this.#decisive.add(last[0])
  }

  /** When it will be over, if it is better renewed now than found dead soon. */
  endsSoon(now: number, ends: Ends): number | undefined {
    const end = this.#endByItsWord(ends)
    const lifetime = end - this.#began
    const isKnown = Number.isFinite(end) && lifetime > SHORTEST_KNOWN && end > this.#renewedFor
    if (!isKnown) return this.#endsSoonByExperience(now) ? now : undefined
    return now < end - Math.min(MARGIN, lifetime / 10) ? undefined : end
  }

  /** It is being renewed before that end: once, even if the site gives out the same again. */
  renewed(end: number): void {
    this.#renewedFor = end
  }

  #endByItsWord(ends: Ends): number {
    const decisive = [...ends].filter(
      ([id, end]) => this.#decisive.has(id) || (isHeader(id) && end < Infinity),
    )
    if (decisive.length > 0) return Math.min(...decisive.map(([, end]) => end))
    return ends.size > 0 ? Math.max(...ends.values()) : Infinity
  }

  #endsSoonByExperience(now: number): boolean {
    const [first, second] = this.#lifetimes
    if (first === undefined || second === undefined || this.#began === 0) return false
    const shorter = Math.min(first, second)
    const isRule = shorter > SHORTEST && Math.abs(first - second) < shorter * ALIKE
    return isRule && now - this.#began > shorter * EARLY
  }
}
