import { LoginError } from '../../../errors.ts'
import { calledUser, type Member } from '../user.ts'

/** After how many pages without a proof one is asked for: at first, and at most where each asking brings one. */
const FIRST = 16
const MOST = 64

/** How many logins in a row may end without that one page of theirs was proven. */
const MOST_IN_VAIN = 5

/**
 * Counts the pages of a login that wait for a proof, and says when one is to be asked for.
 *
 * As a rule the proofs come by themselves, with the pages of the crawl. Where they stay away, one is asked for, so that
 * little is fetched in vain with a session that has died without a sign. And where a session dies before the next one
 * comes, its pages would be dropped and fetched again for ever: so a proof is asked for sooner after each login that was
 * in vain, and too many of them in a row end the run.
 */
export class UnprovenPages {
  readonly #member: Member
  #waiting = 0
  #sinceAsked = 0
  #proven = 0
  #askAfter = FIRST
  #inVain = 0

  constructor(member: Member) {
    this.#member = member
  }

  /** Whether pages wait for a proof. */
  get areWaiting(): boolean {
    return this.#waiting > 0
  }

  /** A page has come without a proof; says whether to ask for one now. */
  add(): boolean {
    this.#waiting++
    if (++this.#sinceAsked < this.#askAfter) return false
    this.#sinceAsked = 0
    return true
  }

  /** A proof was asked for, and the session lives: the next time is later, without end where no page brings one. */
  asked(isProven: boolean): void {
    this.#askAfter = isProven
      ? Math.max(this.#askAfter, Math.min(2 * this.#askAfter, MOST))
      : 2 * this.#askAfter
  }

  /** Everything that has come is proven. */
  prove(): void {
    this.#proven += this.#waiting + 1
    this.#waiting = this.#sinceAsked = 0
  }

  /**
   * The login is over, and what waits is dropped.
   *
   * @throws {LoginError} `UNPROVEN` when it was one too many.
   */
  end(): void {
    const [lost, proven] = [this.#waiting, this.#proven]
    this.#waiting = this.#sinceAsked = this.#proven = 0
    if (lost > proven) this.#askAfter = Math.max(1, Math.floor(Math.min(lost, this.#askAfter) / 2))
    this.#inVain = proven === 0 ? this.#inVain + 1 : 0
    if (this.#inVain < MOST_IN_VAIN) return
    throw new LoginError(
      'UNPROVEN',
      `${MOST_IN_VAIN} logins of ${calledUser(this.#member)} in a row have brought no page that shows a signed-in visitor: the session ends before one comes, or the account may see none of those that come. In either case name a page that shows it as login.check`,
    )
  }
}
