import { events, type LoginEvent } from '../events.ts'
import { SigningIn } from '../page/broken-off.ts'
import type { Killers } from './doubts/killers.ts'
import { Unproven } from './doubts/unproven.ts'
import type { Expiry } from './expiry.ts'
import { KeptSession, type KeptSessionParts } from './kept-session.ts'
import { Life } from './life.ts'
import type { Lookout } from './lookout.ts'
import type { Signs } from './signs/signs.ts'
import { calledUser } from './user.ts'
import { attemptLogin } from './ways/attempt.ts'

/**
 * The logins of one user, counted as epochs: one for everybody, however many find the session signed out.
 *
 * What was fetched under an epoch that is over, and does not show itself that it was signed in, is fetched again.
 */
export class Logins {
  readonly unproven: Unproven
  readonly #parts: KeptSessionParts
  readonly #signs: Signs | undefined
  readonly #lookout: Lookout
  readonly #killers: Killers
  readonly #kept: KeptSession
  readonly #life = new Life()
  #expiry: Expiry | undefined
  #epoch = 0
  #over = -1
  #isUnderWay = false
  /** Settled when everything is done that the last death asks for, however many have found it. */
  #buried: Promise<void> | undefined

  constructor(
    parts: KeptSessionParts,
    signs: Signs | undefined,
    { lookout, killers }: { lookout: Lookout; killers: Killers },
  ) {
    this.#parts = parts
    this.#signs = signs
    this.#lookout = lookout
    this.#killers = killers
    this.#kept = new KeptSession(parts)
    this.unproven = new Unproven(calledUser(parts))
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
   * Takes the kept session up again, if there is one.
   *
   * @throws {StoreError} when it cannot be opened.
   */
  async restore(): Promise<void> {
    if (!(await this.#kept.restore())) return
    this.#epoch = 1
    const { login } = this.#kept
    if (!login) return
    this.#life.restore(login.life)
    this.#signs?.gains.restore(login.gains)
  }

  /** Tells a crawl when the session turns out to have been dead. */
  async onExpiry(expiry: Expiry): Promise<void> {
    this.#expiry = expiry
    // What an earlier process left suspect cannot be proved by a session that was begun since.
    if (this.#epoch === 0 || this.#kept.isNew) await expiry.doubt()
    if (this.#kept.isNew) await this.#kept.save()
  }

  /**
   * Signs in if nobody has yet.
   *
   * @throws {SigningIn} while somebody else does.
   */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#epoch === 0 || this.#isUnderWay) await this.signIn(this.#epoch, signal)
  }

  /** When the session will be over, if that is so soon that it is better renewed now. */
  endsSoon(): number | undefined {
    if (!this.#signs || this.#epoch === 0 || this.#isUnderWay) return undefined
    return this.#life.endsSoon(Date.now(), this.#signs.gains.ends)
  }

  /** Signs in again before the session ends; what waits for a proof is doubted. */
  async renew(end: number, signal: AbortSignal): Promise<void> {
    const epoch = this.#epoch
    this.#life.renewed(end)
    await this.end(epoch)
    // A site may show no form to who is signed in.
    this.#signs?.gains.drop(end)
    await this.signIn(epoch, signal)
  }

  /** The session was found dead; from here on, nothing that was fetched under the epoch counts without a proof of its own. */
  async end(epoch: number): Promise<void> {
    if (this.isOver(epoch)) return
    this.#over = epoch
    this.unproven.end()
    await this.#expiry?.doubt()
  }

  /**
   * The session was found dead under an epoch, and these requests were all answered with the page that shows it: what was
   * fetched since the last proof is doubted, and one login made for everybody.
   *
   * @throws {SigningIn} for all but the first who find it.
   */
  async expired(epoch: number, twins: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
    if (!this.isOver(epoch)) this.#buried = this.#bury(epoch, twins)
    await this.#buried
    await this.signIn(epoch, signal)
  }

  /** Signs in again a session that was found dead by nobody's fault. */
  async renewDead(signal: AbortSignal, epoch = this.#epoch): Promise<void> {
    await this.end(epoch)
    await this.signIn(epoch, signal)
  }

  /**
   * One login for all who found the session signed out under an epoch.
   *
   * @throws {SigningIn} for all but the first of them, and when it is broken off.
   */
  async signIn(epoch: number, signal: AbortSignal): Promise<void> {
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

  /** Something proves that the session was signed in when it was asked for. */
  async prove(askedAt: number): Promise<void> {
    this.unproven.prove()
    await this.#expiry?.prove(askedAt)
  }

  /** The session as it is now, sealed, if it has changed since it was last asked for. */
  changedState(): Uint8Array | undefined {
    return this.#kept.changed()
  }

  async #bury(epoch: number, twins: readonly Uint8Array[]): Promise<void> {
    if (this.#signs) this.#life.died(Date.now(), this.#signs.gains.ends)
    await Promise.all([this.#killers.died(), this.end(epoch)])
    await this.#expiry?.redo(twins)
  }

  async #submit(signal: AbortSignal): Promise<void> {
    const { crawler, account, session } = this.#parts
    if (!crawler.login || !this.#signs) return
    const { login } = crawler
    await attemptLogin({ crawler, account, session, login, signs: this.#signs }, signal)
    this.#epoch++
    this.#life.born(Date.now())
    await this.#kept.save({ login: { life: this.#life.kept, gains: this.#signs.gains.kept } })
    const event = { crawler: crawler.name, account: account.name, epoch: this.#epoch }
    events.login.publish(event satisfies LoginEvent)
    await this.#lookout.signedIn(signal)
  }
}
