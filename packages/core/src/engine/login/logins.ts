import { events, type LoginEvent } from '../events.ts'
import { SigningIn } from '../page/broken-off.ts'
import type { SessionCheck } from './check/session-check.ts'
import type { KeptSession } from './kept/kept-session.ts'
import { Lifetime } from './kept/lifetime.ts'
import type { LogoutPages } from './page-kinds/logout-pages.ts'
import type { UnprovenPages } from './page-kinds/unproven-pages.ts'
import type { Suspects } from './suspects.ts'
import type { Member } from './user.ts'
import { attemptLogin } from './ways/attempt-login.ts'

/** What a login, and the death of a session, have consequences for. */
export interface LoginsParts {
  readonly member: Member
  readonly kept: KeptSession
  /** Is told what its pages turn out to be worth. */
  readonly run: Suspects | undefined
  readonly check: SessionCheck
  readonly logoutPages: LogoutPages
  readonly unproven: UnprovenPages
}

/**
 * The logins of one member, counted as epochs: one for everybody, however many find the session signed out.
 *
 * What was fetched under an epoch that is over, and does not show itself that it was signed in, is fetched again.
 */
export class Logins {
  readonly #parts: LoginsParts
  readonly #lifetime = new Lifetime()
  /** 0 before there is a session, 1 for the first, be it of a login or kept from a run before. */
  #epoch: number
  /** The last epoch that is over. */
  #over = -1
  #isUnderWay = false
  /** Settled when all is done that follows from the last death, however many have found it. */
  #deathSettled: Promise<void> | undefined

  constructor(parts: LoginsParts) {
    this.#parts = parts
    const { isRestored, login } = parts.kept
    this.#epoch = isRestored ? 1 : 0
    if (!login) return
    this.#lifetime.restore(login.lifetime)
    parts.member.signs.tokens.restore(login.tokens)
    if (login.signOutRoutes) parts.member.signs.signOutLinks.routes = login.signOutRoutes
  }

  get epoch(): number {
    return this.#epoch
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay
  }

  isOver(epoch: number): boolean {
    return epoch <= this.#over
  }

  /**
   * Signs in if nobody has yet.
   *
   * @throws {SigningIn} while somebody else does.
   */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#epoch === 0 || this.#isUnderWay) await this.#signIn(this.#epoch, signal)
  }

  /** When the session will be over, if that is so soon that it is better renewed now. */
  endsSoon(): number | undefined {
    if (this.#epoch === 0 || this.#isUnderWay) return undefined
    return this.#lifetime.endsSoon(Date.now(), this.#parts.member.signs.tokens.ends)
  }

  /** Signs in again before the session ends; what waits for a proof is doubted. */
  async renewEarly(end: number, signal: AbortSignal): Promise<void> {
    const epoch = this.#epoch
    this.#lifetime.renewed(end)
    await this.#close(epoch)
    // A site may show no form to who is signed in.
    this.#parts.member.signs.tokens.drop(end)
    await this.#signIn(epoch, signal)
  }

  /**
   * The session was found dead under an epoch, and these requests were all answered with the page that shows it: what was
   * fetched since the last proof is doubted, and one login made for everybody.
   *
   * @throws {SigningIn} for all but the first who find it.
   */
  async expired(epoch: number, answeredAlike: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
    if (!this.isOver(epoch)) this.#deathSettled = this.#settleDeath(epoch, answeredAlike)
    await this.#deathSettled
    await this.#signIn(epoch, signal)
  }

  /** Signs in again a session that was found dead by nobody's fault: no page is suspected, and nothing learnt from it. */
  async renewDead(epoch: number, signal: AbortSignal): Promise<void> {
    await this.#close(epoch)
    await this.#signIn(epoch, signal)
  }

  /** Something proves that the session was signed in when it was asked for. */
  async prove(askedAt: number): Promise<void> {
    this.#parts.unproven.prove()
    await this.#parts.run?.prove(this.#parts.member.account.name, askedAt)
  }

  /** From here on, nothing that was fetched under the epoch counts without a proof of its own. */
  async #close(epoch: number): Promise<void> {
    if (this.isOver(epoch)) return
    this.#over = epoch
    this.#parts.unproven.end()
    await this.#parts.run?.doubt(this.#parts.member.account.name)
  }

  async #settleDeath(epoch: number, answeredAlike: readonly Uint8Array[]): Promise<void> {
    this.#lifetime.end(Date.now(), this.#parts.member.signs.tokens.ends)
    await Promise.all([this.#parts.logoutPages.sawDead(), this.#close(epoch)])
    await this.#parts.run?.redo(answeredAlike)
  }

  /**
   * One login for all who found the session signed out under an epoch.
   *
   * @throws {SigningIn} for all but the first of them, and when it is broken off.
   */
  async #signIn(epoch: number, signal: AbortSignal): Promise<void> {
    if (epoch < this.#epoch) return
    if (this.#isUnderWay) throw new SigningIn()
    this.#isUnderWay = true
    try {
      await this.#submit(signal)
    } catch (error) {
      throw signal.aborted ? new SigningIn() : error
    }
    // One that was refused stays under way: nobody tries it again.
    this.#isUnderWay = false
  }

  async #submit(signal: AbortSignal): Promise<void> {
    const { member, kept, check } = this.#parts
    await attemptLogin(member, signal)
    this.#epoch++
    this.#lifetime.begin(Date.now())
    const { tokens, signOutLinks } = member.signs
    const login = { lifetime: this.#lifetime.kept, tokens: tokens.kept, signOutRoutes: signOutLinks.routes }
    await kept.save({ login })
    const event = { crawler: member.crawler.name, account: member.account.name, epoch: this.#epoch }
    events.login.publish(event satisfies LoginEvent)
    await check.afterLogin(signal)
  }
}
