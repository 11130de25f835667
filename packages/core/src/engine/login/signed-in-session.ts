import type { Response } from '../../http/response.ts'
import type { StreamResponse } from '../../http/stream-response.ts'
import type { RequestOptions } from '../../session/options.ts'
import { blameThePage } from './doubts/blame.ts'
import { Disputes } from './doubts/disputes.ts'
import { Failures } from './doubts/failures.ts'
import { Inquiry } from './doubts/inquiry.ts'
import { Killers } from './doubts/killers.ts'
import type { Expiry } from './expiry.ts'
import { Logins } from './logins.ts'
import { Lookout, type LookoutParts, type PageRequest, type SeenPage } from './lookout.ts'
import { Room } from './room.ts'
import type { SignedInPage } from './signed-in-page.ts'
import type { Checked } from './signs/proofs.ts'
import { Signs } from './signs/signs.ts'
import { calledUser } from './user.ts'

/** How often a page may find the session signed out before it is looked at alone. */
const MOST_LOGINS = 2

/** The session of one user, which signs in when it must, and tells pages for that user from others. */
export class SignedInSession {
  readonly #parts: LookoutParts
  readonly #signs: Signs | undefined
  readonly #logins: Logins
  readonly #lookout: Lookout
  readonly #killers: Killers
  readonly #disputes: Disputes
  readonly #failures: Failures
  readonly #inquiry: Inquiry
  readonly #room = new Room()

  private constructor(parts: LookoutParts, killers: Killers) {
    this.#parts = parts
    const { login } = parts.crawler
    this.#signs = login && new Signs(login, parts.session)
    const lookout = new Lookout(parts, this.#signs, killers)
    const logins = new Logins(parts, this.#signs, { lookout, killers })
    this.#logins = logins
    this.#lookout = lookout
    this.#killers = killers
    this.#disputes = new Disputes(calledUser(parts), logins, lookout)
    this.#failures = new Failures(logins, lookout)
    this.#inquiry = new Inquiry(parts, this.#signs, { logins, lookout, killers })
  }

  /**
   * Takes the user's kept session up again, if the store has one.
   *
   * @throws {StoreError} when what is kept cannot be opened.
   */
  static async open(parts: LookoutParts): Promise<SignedInSession> {
    const { store, crawler, account } = parts
    const killers = await Killers.open(store, crawler.name, account.name)
    const signedIn = new SignedInSession(parts, killers)
    await signedIn.#logins.restore()
    return signedIn
  }

  /** Whether a page was fetched under a login that is over, and does not itself show that it was signed in then. */
  isSpoiled({ epoch, proven }: SignedInPage): boolean {
    return !proven && this.#logins.isOver(epoch)
  }

  /** Whether a login is under way. */
  get isSigningIn(): boolean {
    return this.#logins.isUnderWay
  }

  /** Tells a crawl when the session turns out to have been dead. */
  async onExpiry(expiry: Expiry): Promise<void> {
    await this.#logins.onExpiry(expiry)
  }

  /**
   * Fetches a page as the signed-in user.
   *
   * @throws {SigningIn} while a login is under way that another page has asked for.
   * @throws {LoginError} when the login is refused, or ran and the session is still signed out.
   * @throws {EndsSession} for a page that signs out whoever opens it.
   * @throws {RequestError} `SIGNED_OUT` when it is only this page that does not know its visitor.
   */
  async fetch(request: PageRequest, signal: AbortSignal): Promise<SignedInPage> {
    if (!this.#signs) return (await this.#see(request, signal)).page
    this.#killers.refuse(request)
    if (this.#logins.endsSoon() !== undefined) await this.#room.alone(() => this.#renewInTime(signal))
    const page = this.#killers.suspects(request)
      ? undefined
      : await this.#room.together(() => this.#fetch(request, signal))
    return page ?? this.#room.alone(() => this.#inquiry.fetch(request, signal))
  }

  /** Fetches what needs no login, such as robots.txt. */
  async anonymous(url: URL, options: RequestOptions): Promise<Response> {
    return this.#parts.session.get(url, options)
  }

  /** Fetches what needs no login and may be large, such as a sitemap. */
  async stream(url: string, options: RequestOptions): Promise<StreamResponse> {
    return this.#parts.session.stream(url, options)
  }

  /** Whether the session is signed in now, and the page that shows it. */
  async check(signal: AbortSignal): Promise<Checked> {
    return this.#lookout.check(this.#logins.epoch, signal)
  }

  /** Signs in again a session that was found dead; what was fetched since the last proof is doubted. */
  async renew(signal: AbortSignal): Promise<void> {
    await this.#logins.renewDead(signal)
  }

  /** The session as it is now, sealed, if it has changed since it was last asked for. */
  changedState(): Uint8Array | undefined {
    return this.#logins.changedState()
  }

  async close(): Promise<void> {
    await this.#parts.session.close()
  }

  /** Fetches a page beside others; `undefined` when it finds the session signed out again and again. */
  async #fetch(request: PageRequest, signal: AbortSignal): Promise<SignedInPage | undefined> {
    for (let logins = 0; logins <= MOST_LOGINS; logins++) {
      await this.#logins.ready(signal)
      const seen = await this.#see(request, signal)
      const { page, witness } = seen
      if (await this.#isAsItShouldBe(seen, logins > 0, signal)) {
        const judged = await this.#judge(page, signal)
        if (judged) return judged
      }
      if (logins < MOST_LOGINS)
        await this.#logins.expired(page.epoch, this.#signs?.twins(witness) ?? [], signal)
    }
    return undefined
  }

  /**
   * Whether a page looks as it does to who is signed in.
   *
   * @throws {RequestError} `SIGNED_OUT` when it is only this page that does not know its visitor.
   */
  async #isAsItShouldBe(seen: SeenPage, isAfterLogin: boolean, signal: AbortSignal): Promise<boolean> {
    const { page, witness, sign } = seen
    if (sign === 'in' || sign === 'none') {
      if (!isAfterLogin) return !(await this.#isFailingBySession(page, signal))
      this.#failures.sawAfterLogin(page)
      this.#disputes.loginHelped()
      return true
    }
    const culprit = await this.#disputes.settle(seen, isAfterLogin, signal)
    if (culprit === 'page' && sign === 'out') throw blameThePage(page.response)
    const isHowItIs = culprit === 'page' || (culprit === undefined && isAfterLogin && sign === 'maybe out')
    // As long as another page can tell, a 403 stays a sign: the next may be due to the session.
    if (isHowItIs && (culprit === undefined || page.response.status !== 403)) this.#signs?.learn(witness)
    return isHowItIs
  }

  async #isFailingBySession(page: SignedInPage, signal: AbortSignal): Promise<boolean> {
    if (!(await this.#failures.areOfSession(page, signal))) return false
    // No page has ended a session that was dead before.
    if (this.#lookout.isOfOld) await this.#logins.renewDead(signal, page.epoch)
    return true
  }

  /** Signs in again while nothing else is fetched, before the session ends, unless somebody has in the meantime. */
  async #renewInTime(signal: AbortSignal): Promise<void> {
    const end = this.#logins.endsSoon()
    if (end === undefined) return
    // As long as it lives, what it has brought can be proved.
    if (this.#logins.unproven.areWaiting) await this.#askForProof(signal)
    await this.#logins.renew(end, signal)
  }

  async #see(request: PageRequest, signal: AbortSignal): Promise<SeenPage> {
    return this.#lookout.see(request, this.#logins.epoch, signal)
  }

  /** Asks for a proof when too many pages have come without one; `undefined` when the session turns out to be dead. */
  async #judge(page: SignedInPage, signal: AbortSignal): Promise<SignedInPage | undefined> {
    const { unproven } = this.#logins
    if (page.proven || !this.#parts.crawler.login?.signedIn) unproven.prove()
    else if (unproven.add()) {
      const { alive, page: proof } = await this.#askForProof(signal)
      if (alive) unproven.asked(proof.proven)
      // Who is signed in now was so before, under the same login.
      if (proof.proven) return { ...page, proven: proof.epoch === page.epoch }
      if (!alive) return undefined
    }
    return page
  }

  async #askForProof(signal: AbortSignal): Promise<Checked> {
    const checked = await this.check(signal)
    if (checked.page.proven) await this.#logins.prove(checked.page.askedAt)
    return checked
  }
}
