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
   * @returns whether it is news: an answer to what was sent before the last pause is none.
   */
  begin(asked: number | undefined, askedAt: number): boolean {
    const isNews = askedAt >= this.#since
    if (isNews) this.#inARow++
    const ours = this.#inARow - (asked === undefined ? 0 : MOST_AS_ASKED)
    const most = isNews && ours > 0 ? Math.min(LONGEST, FIRST * 2 ** (ours - 1)) : 0
    const wait = Math.max(asked ?? 0, Math.random() * most)
    this.#since = machineNow()
    this.#until = Math.max(this.#until, this.#since + wait)
    return isNews
  }

  /** The site has answered: the next pause is the first again. */
  answered(): void {
    this.#inARow = 0
  }
}
