import { LoginError, RequestError } from '../../../errors.ts'
import type { Response } from '../../../http/response.ts'
import type { SessionCheck } from '../check/session-check.ts'
import type { Logins } from '../logins.ts'
import type { SeenPage } from '../seen-pages.ts'
import { calledUser, type Member } from '../user.ts'

/**
 * How many logins in a row may leave the page as it is that asked for them, where no page can tell why: then those that
 * look signed out end the run, and the weaker signs count for nothing.
 */
const MOST_IN_VAIN = 10

/**
 * Tells pages that an account may not see from sessions that are dead, though a site answers both alike.
 *
 * It is asked for each page that looks signed out. The first such page costs a login; from then on another page is asked
 * before, where there is one that tells.
 */
export class ForbiddenPages {
  readonly #member: Member
  readonly #logins: Logins
  readonly #check: SessionCheck
  #areThere = false
  #inVain = 0
  #guessesInVain = 0

  constructor(member: Member, logins: Logins, check: SessionCheck) {
    this.#member = member
    this.#logins = logins
    this.#check = check
  }

  /** A page that was signed out is signed in after a login. */
  loginHelped(): void {
    this.#inVain = this.#guessesInVain = 0
  }

  /**
   * What it is due to that a page looks signed out; `undefined` when no page can tell.
   *
   * @param isAfterLogin Whether there was a login since the page first looked so.
   * @throws {LoginError} `IN_VAIN` when too many logins have not helped, and no page can tell why.
   */
  async causeOf(
    { epoch, response, sign }: SeenPage,
    isAfterLogin: boolean,
    signal: AbortSignal,
  ): Promise<'page' | 'session' | undefined> {
    if (isAfterLogin) this.#areThere = true
    if (!this.#areThere || this.#logins.isOver(epoch)) return 'session'
    const isAlive = await this.#check.isAlive(epoch, signal)
    // Who is signed in by now may have been signed out when the page was asked for.
    if (this.#logins.isOver(epoch)) return 'session'
    if (isAlive !== undefined) return isAlive ? 'page' : 'session'
    if (sign === 'maybe out') return this.#isTooOftenInVain(isAfterLogin) ? 'page' : undefined
    if (isAfterLogin) this.#countInVain(response.requestUrl)
    return undefined
  }

  #isTooOftenInVain(isAfterLogin: boolean): boolean {
    if (isAfterLogin) this.#guessesInVain++
    return this.#guessesInVain >= MOST_IN_VAIN
  }

  #countInVain({ origin, pathname }: URL): void {
    if (++this.#inVain < MOST_IN_VAIN) return
    throw new LoginError(
      'IN_VAIN',
      `the login of ${calledUser(this.#member)} ran ${MOST_IN_VAIN} times for pages that still showed a signed-out visitor, at last ${origin}${pathname}: if the account may not see them, leave them out, and name a page that it may see as login.check, so that the two can be told apart`,
    )
  }
}

/** The error of a page that does not know its visitor, where others do. */
export function forbidden(response: Response): RequestError {
  const problem =
    'shows a signed-out visitor, though the session is signed in elsewhere: the account may not see it'
  return new RequestError('SIGNED_OUT', response, problem)
}
