import { isHeader } from './signs/gains.ts'

/** Two lives that differ by less than this share are held for one rule of the site. */
const ALIKE = 0.1
/** The share of its life after which a session is renewed. */
const EARLY = 0.9
/** Shorter lives are not worth to be learnt from deaths, in milliseconds. */
const SHORTEST = 10_000
/** Shorter lives are not worth to be foreseen at all. */
const SHORTEST_KNOWN = 1_000
/** A session whose end is known is renewed before it by a tenth of its life, or by this, in milliseconds. */
const MARGIN = 30_000

/** When what a login has brought is over by its own word, as `Gains` tells. */
type Ends = ReadonlyMap<string, number>

/** What is kept of a life from run to run. */
export interface KeptLife {
  readonly born: number
  readonly lives: readonly number[]
  readonly decisive: readonly string[]
}

/**
 * How long a signed-in session lives: as its cookies and tokens say, or learnt from earlier deaths. Times are
 * milliseconds since 1970.
 *
 * Not every cookie of a login matters. Sure is a token in a header, and that all is over when the last of them is; that
 * one of several decides is learnt from the death that follows its end.
 */
export class Life {
  #born = 0
  #lives: readonly number[] = []
  #decisive = new Set<string>()
  /** The end that the session was last renewed for. */
  #renewedFor = 0

  /** What goes on with a kept session. */
  get kept(): KeptLife {
    return { born: this.#born, lives: this.#lives, decisive: [...this.#decisive] }
  }

  restore({ born, lives, decisive }: KeptLife): void {
    this.#born = born
    this.#lives = lives
    this.#decisive = new Set(decisive)
  }

  born(now: number): void {
    this.#born = now
  }

  died(now: number, ends: Ends): void {
    // Nobody knows when a session was born that somebody else has begun.
    if (this.#born > 0) this.#lives = [...this.#lives, now - this.#born].slice(-2)
    const past = [...ends].filter(([, end]) => end > this.#born && end <= now)
    const [last] = past.toSorted(([, first], [, second]) => second - first)
    if (last) this.#decisive.add(last[0])
  }

  /** When it will be over, if it is better renewed now than found dead soon. */
  endsSoon(now: number, ends: Ends): number | undefined {
    const end = this.#endByItsWord(ends)
    const life = end - this.#born
    const isKnown = Number.isFinite(end) && life > SHORTEST_KNOWN && end > this.#renewedFor
    if (!isKnown) return this.#endsSoonByExperience(now) ? now : undefined
    return now < end - Math.min(MARGIN, life / 10) ? undefined : end
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
    const [first, second] = this.#lives
    if (first === undefined || second === undefined || this.#born === 0) return false
    const shorter = Math.min(first, second)
    const isRule = shorter > SHORTEST && Math.abs(first - second) < shorter * ALIKE
    return isRule && now - this.#born > shorter * EARLY
  }
}
