import type { Logins } from '../logins.ts'
import { FailingPages } from '../page-kinds/failing-pages.ts'
import { forbidden, ForbiddenPages } from '../page-kinds/forbidden-pages.ts'
import type { PageRequest } from '../request-page.ts'
import type { SeenPage } from '../seen-pages.ts'
import type { Member } from '../user.ts'
import type { SessionCheck } from './session-check.ts'

/**
 * Finds out whether a page is as its member is to see it, or comes of a session that is dead.
 *
 * It is asked for each page that is fetched beside others.
 */
export class PageCheck {
  readonly #member: Member
  readonly #logins: Logins
  readonly #check: SessionCheck
  readonly #forbidden: ForbiddenPages
  readonly #failing: FailingPages

  constructor(member: Member, logins: Logins, check: SessionCheck) {
    this.#member = member
    this.#logins = logins
    this.#check = check
    this.#forbidden = new ForbiddenPages(member, logins, check)
    this.#failing = new FailingPages(logins, check)
  }

  /**
   * Whether a page is as it is to be; false where only a login can tell, or mend it.
   *
   * @param isAfterLogin Whether there was a login for this page already.
   * @throws {RequestError} `SIGNED_OUT` when it is only this page that does not know its visitor.
   * @throws {LoginError} `IN_VAIN` when too many logins have changed nothing.
   */
  async isAsItShouldBe(
    request: PageRequest,
    page: SeenPage,
    isAfterLogin: boolean,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (page.sign === 'out' || page.sign === 'maybe out') {
      return this.#looksOutToMembers(request, page, isAfterLogin, signal)
    }
    if (!isAfterLogin) return !(await this.#isOfDeadSession(page, signal))
    this.#failing.sawAfterLogin(page)
    this.#forbidden.loginHelped()
    return true
  }

  /** Whether a page that looks signed out does so to who is signed in too; if so, that is learned. */
  async #looksOutToMembers(
    request: PageRequest,
    page: SeenPage,
    isAfterLogin: boolean,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { sign, response } = page
    if (sign === 'maybe out' && (await this.#onlyLacksSignOut(request, page, signal))) {
      this.#member.signs.learn(request, response)
      return true
    }
    const cause = await this.#forbidden.causeOf(page, isAfterLogin, signal)
    if (cause === 'page' && sign === 'out') throw forbidden(response)
    if (cause === 'session' || (cause === undefined && !(isAfterLogin && sign === 'maybe out'))) return false
    // As long as another page can tell, a 403 stays a sign: the next may be due to the session.
    if (cause === undefined || response.status !== 403) this.#member.signs.learn(request, response)
    return true
  }

  /** Whether a page lacks the link to sign out, though others of its route still have it, as one that is made for print. */
  async #onlyLacksSignOut(
    request: PageRequest,
    { epoch, response }: SeenPage,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (this.#logins.isOver(epoch) || !this.#member.signs.lacksOnlySignOut(request, response)) return false
    const isOffered = await this.#check.isOfferedToSignOut(request.route, signal)
    // Who is signed in by now may have been signed out when the page was asked for.
    return isOffered && !this.#logins.isOver(epoch)
  }

  async #isOfDeadSession(page: SeenPage, signal: AbortSignal): Promise<boolean> {
    if (!(await this.#failing.isOfDeadSession(page, signal))) return false
    // No page has ended a session that was dead before.
    if (this.#check.isOfEarlierProcess) await this.#logins.renewDead(page.epoch, signal)
    return true
  }
}
