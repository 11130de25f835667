/** Two lives that differ by less than this share are held for one rule of the site. */
const ALIKE = 0.1
/** The share of its life after which a session is renewed. */
const EARLY = 0.9
/** Shorter lives are not worth to be foreseen, in milliseconds. */
const SHORTEST = 10_000

/** How long a signed-in session lives: learned from earlier deaths. Times are milliseconds of a steady clock. */
export class Life {
  #born = 0
  #lives: number[] = []

  born(now: number): void {
    this.#born = now
  }

  died(now: number): void {
    this.#lives = [...this.#lives, now - this.#born].slice(-2)
  }

  /** Whether it is better renewed now than found dead soon. */
  endsSoon(now: number): boolean {
    const [first, second] = this.#lives
    if (first === undefined || second === undefined) return false
    const shorter = Math.min(first, second)
    const isRule = shorter > SHORTEST && Math.abs(first - second) < shorter * ALIKE
    return isRule && now - this.#born > shorter * EARLY
  }
}
