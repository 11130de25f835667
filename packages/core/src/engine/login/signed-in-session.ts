import type { Store } from '../../frontier/store.ts'
import { fetchBetweenChecks, type FetchParts } from './check/fetch-between-checks.ts'
import { PageCheck } from './check/page-check.ts'
import { SessionCheck } from './check/session-check.ts'
import type { KeptSession } from './kept/kept-session.ts'
import { Logins } from './logins.ts'
import { LogoutPages } from './page-kinds/logout-pages.ts'
import { ProofPages, type AskedPage } from './page-kinds/proof-pages.ts'
import { UnprovenPages } from './page-kinds/unproven-pages.ts'
import type { PageRequest } from './request-page.ts'
import { SeenPages } from './seen-pages.ts'
import { SharedLock } from './shared-lock.ts'
import type { SignedInPage } from './signed-in-page.ts'
import type { Suspects } from './suspects.ts'
import type { Member } from './user.ts'

/** How often a page may find the session signed out before it is fetched alone. */
const MOST_LOGINS = 2

/** What it is made of. */
export interface SignedInSessionParts {
  readonly member: Member
  /** The session as it was restored. */
  readonly kept: KeptSession
  readonly store: Store
  /** The run that it fetches for, if it does for one. */
  readonly run: Suspects | undefined
}

/** The session of a member, which signs in when it must, and tells pages for that member from others. */
export class SignedInSession {
  readonly #parts: FetchParts
  readonly #pageCheck: PageCheck
  readonly #unproven: UnprovenPages
  readonly #lock = new SharedLock()

  private constructor({ member, kept, run }: SignedInSessionParts, logoutPages: LogoutPages) {
    const proofPages = new ProofPages(member)
    const pages = new SeenPages(member, proofPages, logoutPages)
    const check = new SessionCheck(member, proofPages, logoutPages)
    const unproven = new UnprovenPages(member)
    const logins = new Logins({ member, kept, run, check, logoutPages, unproven })
    this.#parts = { member, pages, check, logins, logoutPages }
    this.#pageCheck = new PageCheck(member, logins, check)
    this.#unproven = unproven
  }

  /** Begins with what earlier runs have learnt. */
  static async open(parts: SignedInSessionParts): Promise<SignedInSession> {
    const { crawler, account } = parts.member
    return new SignedInSession(parts, await LogoutPages.open(parts.store, crawler.name, account.name))
  }

  /** Whether a page was fetched under a login that is over, and does not itself show that it was signed in then. */
  isSpoiled({ epoch, proven }: SignedInPage): boolean {
    return !proven && this.#parts.logins.isOver(epoch)
  }

  /** Whether a login is under way. */
  get isSigningIn(): boolean {
    return this.#parts.logins.isUnderWay
  }

  /**
   * Fetches a page as the member.
   *
   * @throws {SigningIn} while a login is under way that another page has asked for.
   * @throws {LoginError} when the login is refused, or ran and the session is still signed out.
   * @throws {EndsSession} for a page that signs out whoever opens it.
   * @throws {RequestError} `SIGNED_OUT` when it is only this page that does not know its visitor.
   */
  async fetch(request: PageRequest, signal: AbortSignal): Promise<SignedInPage> {
    const { logoutPages, logins } = this.#parts
    logoutPages.refuse(request)
    if (logins.endsSoon() !== undefined) await this.#lock.alone(() => this.#renewInTime(signal))
    const page = logoutPages.isSuspected(request)
      ? undefined
      : await this.#lock.together(() => this.#fetchBesideOthers(request, signal))
    return page ?? this.#lock.alone(() => fetchBetweenChecks(this.#parts, request, signal))
  }

  /** Asks for a proof for the pages that are suspect; true when there was the contrary, and they wait again. */
  async proveSuspects(signal: AbortSignal): Promise<boolean> {
    const { logins } = this.#parts
    const { alive } = await this.#askForProof(signal)
    if (!alive) await logins.renewDead(logins.epoch, signal)
    return !alive
  }

  /** `undefined` when the page finds the session signed out again and again. */
  async #fetchBesideOthers(request: PageRequest, signal: AbortSignal): Promise<SignedInPage | undefined> {
    const { member, pages, logins } = this.#parts
    for (let times = 0; times <= MOST_LOGINS; times++) {
      await logins.ready(signal)
      const page = await pages.fetch(request, logins.epoch, signal)
      if (await this.#pageCheck.isAsItShouldBe(request, page, times > 0, signal)) {
        const judged = await this.#awaitProof(page, signal)
        if (judged) return judged
      }
      if (times < MOST_LOGINS)
        await logins.expired(page.epoch, member.signs.answeredAlike(page.response), signal)
    }
    return undefined
  }

  /** Signs in again while nothing else is fetched, before the session ends, unless somebody has in the meantime. */
  async #renewInTime(signal: AbortSignal): Promise<void> {
    const { logins } = this.#parts
    const end = logins.endsSoon()
    if (end === undefined) return
    // As long as it lives, what it has brought can be proved.
    if (this.#unproven.areWaiting) await this.#askForProof(signal)
    await logins.renewEarly(end, signal)
  }

  /** Asks for a proof when too many pages have come without one; `undefined` when the session turns out to be dead. */
  async #awaitProof(page: SignedInPage, signal: AbortSignal): Promise<SignedInPage | undefined> {
    if (page.proven || !this.#parts.member.login.signedIn) this.#unproven.prove()
    else if (this.#unproven.add()) {
      const { alive, proven, epoch } = await this.#askForProof(signal)
      if (alive) this.#unproven.asked(proven)
      // Who is signed in now was so before, under the same login.
      if (proven) return { ...page, proven: epoch === page.epoch }
      if (!alive) return undefined
    }
    return page
  }

  async #askForProof(signal: AbortSignal): Promise<AskedPage> {
    const { check, logins } = this.#parts
    const answer = await check.ask(logins.epoch, signal)
    if (answer.proven) await logins.prove(answer.askedAt)
    return answer
  }
}
