import { machineNow } from './machine-clock.ts'

/** The longest first pause after an answer that asks for one and does not say how long, and the longest, in milliseconds. */
const FIRST = 1_000
const LONGEST = 60_000
/** So often in a row a site may name a pause that is too short for it. */
const MOST_AS_ASKED = 3

/** How long a site is left alone that asks for it. */
export class Quiet {
  /** By `machineNow`; 0 for never. */
  #until = 0
  #since = 0
  #inARow = 0

  /** Milliseconds that are left; 0 for none. */
  get left(): number {
    return this.#until === 0 ? 0 : Math.max(0, this.#until - machineNow())
  }

  /**
   * The site asks to be left alone: as long as it says, or else for a random time that may be twice as long with each time
   * in a row (exponential back-off with full jitter).
   *
   * @param asked - milliseconds; `undefined` where it does not say.
   * @param askedAt - when the request was sent that it answers so.
   * @returns milliseconds from now.
   */
  begin(asked: number | undefined, askedAt: number): number {
    // An answer to what was sent before the last pause is no news, unless it asks for more.
    const isNews = askedAt >= this.#since
    if (isNews) this.#inARow++
    const isOurs = isNews && (asked === undefined || this.#inARow > MOST_AS_ASKED)
    const ours = isOurs ? Math.random() * Math.min(LONGEST, FIRST * 2 ** (this.#inARow - 1)) : 0
    const wait = Math.max(asked ?? 0, ours)
    this.#since = machineNow()
    this.#until = Math.max(this.#until, this.#since + wait)
    return wait
  }

  /** The site has answered: the next pause is the first again. */
  answered(): void {
    this.#inARow = 0
  }
}
