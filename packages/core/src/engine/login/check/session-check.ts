import { LoginError, RequestError } from '../../../errors.ts'
import { homeOf } from '../../../extract/follow/scope.ts'
import type { LogoutPages } from '../page-kinds/logout-pages.ts'
import { MemberPages } from '../page-kinds/member-pages.ts'
import { MOST_ASKED, type AskedPage, type KnownPage, type ProofPages } from '../page-kinds/proof-pages.ts'
import { patiently } from '../patiently.ts'
import { steadyNow } from '../signed-in-page.ts'
import type { Member } from '../user.ts'

/**
 * Finds out from other pages whether the session of a member is signed in; never from one after which it may have died.
 *
 * It is asked where a page looks signed out (`isAlive`) or fails (`isDead`), and where many have brought no proof (`ask`).
 */
export class SessionCheck {
  readonly #member: Member
  readonly #proofPages: ProofPages
  readonly #memberPages: MemberPages
  readonly #logoutPages: LogoutPages
  #hasSignedIn = false

  constructor(member: Member, proofPages: ProofPages, logoutPages: LogoutPages) {
    this.#member = member
    this.#proofPages = proofPages
    this.#memberPages = new MemberPages(member)
    this.#logoutPages = logoutPages
  }

  /** Whether the session is that of an earlier process. */
  get isOfEarlierProcess(): boolean {
    return !this.#hasSignedIn
  }

  /** A login has run. */
  async afterLogin(signal: AbortSignal): Promise<void> {
    this.#hasSignedIn = true
    await this.#proofPages.afterLogin(signal)
  }

  /**
   * Asks the page that is most likely to show it.
   *
   * @throws {LoginError} `NO_PROOF` when no such page is there.
   * @throws {RequestError} when it is out of order for long.
   */
  async ask(epoch: number, signal: AbortSignal): Promise<AskedPage> {
    const answer = await this.#proofPages.ask(epoch, signal, (page) => this.#logoutPages.isHarmless(page))
    if (answer.proven) this.#logoutPages.sawAlive(answer.askedAt)
    return answer
  }

  /** Whether pages fail since the session is dead: a page shows it, or those that were fine before fail too. */
  async isDead(epoch: number, signal: AbortSignal): Promise<boolean> {
    try {
      return !(await this.ask(epoch, signal)).alive
    } catch (error) {
      // Of a session of an earlier process even the start of the crawl tells by failing.
      if (error instanceof LoginError) return this.isOfEarlierProcess || this.#proofPages.areKnown
      if (error instanceof RequestError && !signal.aborted) return false
      throw error
    }
  }

  /** Whether a page of a route, one that was fine, offers to sign out; false where none can be asked. */
  async isOfferedToSignOut(route: string, signal: AbortSignal): Promise<boolean> {
    const { session, signs } = this.#member
    // The last one may be asked too: had it ended the session, it would be shown to a stranger now.
    const isFit = (page: KnownPage) => page.route === route && !this.#logoutPages.isSuspected(page)
    const page = this.#proofPages.fine.find(isFit)
    if (!page) return false
    const askedAt = steadyNow()
    const response = await patiently(() => session.get(page.url, { signal }), signal)
    const isOffered = response.ok && signs.signOutLinks.isOffered(response)
    if (isOffered) this.#logoutPages.sawAlive(askedAt)
    return isOffered
  }

  /** Whether the session is signed in beyond doubt; `undefined` when no page can tell. */
  async isAlive(epoch: number, signal: AbortSignal): Promise<boolean | undefined> {
    const { check, signedIn } = this.#member.login
    if (check === undefined && !signedIn) return this.#isAliveByMemberPage(signal)
    const { alive, proven } = await this.ask(epoch, signal)
    return alive && signedIn && !proven ? undefined : alive
  }

  async #isAliveByMemberPage(signal: AbortSignal): Promise<boolean | undefined> {
    const { crawler, session, signs } = this.#member
    const harmless = this.#proofPages.fine.filter((page) => this.#logoutPages.isHarmless(page))
    const seen = harmless.slice(0, MOST_ASKED).map(({ url }) => url)
    const landing = signs.landing === undefined ? [] : [signs.landing]
    const url = await this.#memberPages.find([...seen, ...landing, homeOf(crawler).href], signal)
    if (url === undefined) return undefined
    const askedAt = steadyNow()
    const response = await patiently(() => session.get(url, { signal }), signal)
    if (signs.isForStrangers(response)) return false
    if (!response.ok) {
      this.#memberPages.forget()
      return undefined
    }
    this.#logoutPages.sawAlive(askedAt)
    return true
  }
}
