import { LoginError, RequestError } from '../../errors.ts'
import { queuedBody } from '../../frontier/link.ts'
import type { Link } from '../../frontier/store.ts'
import type { Response } from '../../http/response.ts'
import type { StreamResponse } from '../../http/stream-response.ts'
import type { SendOptions } from '../../session/options.ts'
import type { RequestOptions } from '../../session/options.ts'
import { events, type LoginEvent } from '../events.ts'
import type { Expiry } from './expiry.ts'
import { KeptSession, type KeptSessionParts } from './kept-session.ts'
import { Life } from './life.ts'
import type { SignedInPage } from './signed-in-page.ts'
import { Proofs, type Checked } from './signs/proofs.ts'
import { Signs, type Witness } from './signs/signs.ts'
import { steadyNow } from './steady-now.ts'
import { Unproven } from './unproven.ts'
import { calledUser } from './user.ts'
import { attemptLogin } from './ways/attempt.ts'

/** How often a page may find the session signed out before it is asked whether the login or the page is to blame. */
const MOST_LOGINS_A_PAGE = 2

/**
 * A session that signs in when it must: once for everybody, however many pages find it signed out.
 *
 * The epoch counts logins. A page that was asked for under an epoch that has passed is just asked for again.
 */
export class SignedInSession {
  readonly #parts: KeptSessionParts
  readonly #kept: KeptSession
  readonly #signs: Signs | undefined
  readonly #proofs: Proofs
  readonly #unproven: Unproven
  readonly #life = new Life()
  #expiry: Expiry | undefined
  #epoch = 0
  /** The last epoch that has ended: what was fetched under it and not proven is fetched again. */
  #over = -1
  #login: Promise<void> | undefined

  private constructor(parts: KeptSessionParts) {
    this.#parts = parts
    this.#kept = new KeptSession(parts)
    const { login } = parts.crawler
    this.#signs = login && new Signs(login, parts.session.cookies)
    this.#proofs = new Proofs(parts, this.#signs)
    this.#unproven = new Unproven(calledUser(parts))
  }

  /**
   * Takes the crawler's kept session up again, if the store has one.
   *
   * @throws {StoreError} when what is kept cannot be opened.
   */
  static async open(parts: KeptSessionParts): Promise<SignedInSession> {
    const signedIn = new SignedInSession(parts)
    if (await signedIn.#kept.restore()) signedIn.#epoch = 1
    return signedIn
  }

  /** Whether a page was fetched under a login that is over, and does not itself show that it was signed in then. */
  isSpoiled({ epoch, proven }: SignedInPage): boolean {
    return !proven && epoch <= this.#over
  }

  /** Whether a login is under way. */
  get isSigningIn(): boolean {
    return this.#login !== undefined
  }

  /** Tells a crawl when the session turns out to have been dead. */
  onExpiry(expiry: Expiry): void {
    this.#expiry = expiry
  }

  /**
   * Fetches a page as the signed-in user.
   *
   * @throws {LoginError} when the login is refused, or ran and the session is still signed out.
   * @throws {RequestError} `SIGNED_OUT` when it is only this page that does not know its visitor.
   */
  async fetch(
    request: Pick<Link, 'method' | 'url' | 'body' | 'route' | 'key'>,
    signal: AbortSignal,
  ): Promise<SignedInPage> {
    for (let logins = 0; ; logins++) {
      await this.#ready(signal)
      const epoch = this.#epoch
      const askedAt = steadyNow()
      const body = request.body === undefined ? {} : { body: queuedBody(request.body) }
      const response = await this.#parts.session.request(request.method, request.url, { ...body, signal })
      const witness = { route: request.route, key: request.key, response }
      const sign = this.#signs?.read(witness) ?? 'none'
      if (sign === 'in' || sign === 'none') {
        this.#proofs.saw(request.url, sign)
        const page = { response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() }
        const judged = await this.#judge(page, signal)
        if (judged) return judged
        await this.#expired(epoch, witness, signal)
      } else if (logins > 0 && sign === 'maybe out') this.#signs?.learn(witness)
      else if (logins === MOST_LOGINS_A_PAGE) await this.#blame(response, signal)
      else await this.#expired(epoch, witness, signal)
    }
  }

  /** Fetches what needs no login, such as robots.txt. */
  async anonymous(
    url: URL,
    signal: AbortSignal,
    options?: Pick<SendOptions, 'maxRedirects'>,
  ): Promise<Response> {
    return this.#parts.session.get(url, { ...options, signal })
  }

  /** Fetches what needs no login and may be large, such as a sitemap. */
  async stream(url: string, options: RequestOptions): Promise<StreamResponse> {
    return this.#parts.session.stream(url, options)
  }

  /** Whether the session is signed in now, and the page that shows it. */
  async check(signal: AbortSignal): Promise<Checked> {
    return this.#proofs.check(this.#epoch, signal)
  }

  /** Signs in again, whatever the session looks like; what was fetched since the last proof is doubted. */
  async renew(signal: AbortSignal): Promise<void> {
    const epoch = this.#epoch
    await this.#end(epoch)
    await this.#signIn(epoch, signal)
  }

  /** The session as it is now, sealed, if it has changed since it was last asked for. */
  changedState(): Uint8Array | undefined {
    return this.#kept.changed()
  }

  async close(): Promise<void> {
    await this.#parts.session.close()
  }

  /** Signs in if nobody has yet, and before a session ends whose life is known. */
  async #ready(signal: AbortSignal): Promise<void> {
    if (!this.#signs) return
    if (this.#login) await this.#login
    // What an earlier process left suspect cannot be proved by a session that begins only now.
    else if (this.#epoch === 0 || this.#life.endsSoon(steadyNow())) await this.renew(signal)
  }

  /** Asks for a proof when too many pages have come without one; `undefined` when the session turns out to be dead. */
  async #judge(page: SignedInPage, signal: AbortSignal): Promise<SignedInPage | undefined> {
    // Without a proof of the crawler's, what shows nothing to the contrary has to do.
    if (page.proven || !this.#parts.crawler.login?.signedIn) this.#unproven.prove()
    else if (this.#unproven.add()) return this.#askForProof(page, signal)
    return page
  }

  async #askForProof(page: SignedInPage, signal: AbortSignal): Promise<SignedInPage | undefined> {
    const { alive, page: proof } = await this.check(signal)
    if (!proof.proven) return alive ? page : undefined
    this.#unproven.prove()
    await this.#expiry?.prove(proof.askedAt)
    // Who is signed in now was so before, under the same login.
    return { ...page, proven: proof.epoch === page.epoch }
  }

  /** What was found signed out under an epoch is doubted, and one login made for everybody. */
  async #expired(epoch: number, witness: Witness, signal: AbortSignal): Promise<void> {
    if (epoch > this.#over) {
      this.#life.died(steadyNow())
      await this.#end(epoch)
      await this.#expiry?.redo(this.#signs?.twins(witness) ?? [])
    }
    await this.#signIn(epoch, signal)
  }

  /** From here on, nothing that was fetched under the epoch counts without a proof of its own. */
  async #end(epoch: number): Promise<void> {
    if (epoch <= this.#over) return
    this.#over = epoch
    this.#unproven.end()
    await this.#expiry?.doubt()
  }

  async #signIn(epoch: number, signal: AbortSignal): Promise<void> {
    if (epoch < this.#epoch) return
    // A refused login stays in its place: nobody tries it again.
    this.#login ??= this.#submit(signal)
    await this.#login
    this.#login = undefined
  }

  async #submit(signal: AbortSignal): Promise<void> {
    const { crawler, account, session } = this.#parts
    if (!crawler.login || !this.#signs) return
    const { login } = crawler
    await attemptLogin({ crawler, account, session, login, signs: this.#signs }, signal)
    this.#epoch++
    this.#life.born(steadyNow())
    await this.#kept.save()
    const event = { crawler: crawler.name, account: account.name, epoch: this.#epoch }
    events.login.publish(event satisfies LoginEvent)
  }

  /** Finds out why a page does not know its visitor right after a login, and throws accordingly. */
  async #blame(response: Response, signal: AbortSignal): Promise<never> {
    const { lastFine } = this.#proofs
    const isElsewhere = lastFine !== undefined && lastFine !== response.requestUrl.href
    if (isElsewhere && (await this.check(signal)).alive) {
      throw new RequestError(
        'SIGNED_OUT',
        response,
        'shows a signed-out visitor, though the session is signed in elsewhere',
      )
    }
    throw new LoginError(
      'STILL_SIGNED_OUT',
      `the login of ${calledUser(this.#parts)} ran, but ${response.url.href} still shows a signed-out visitor`,
    )
  }
}
