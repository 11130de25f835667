import type { Response } from '../../http/response.ts'
import type { StreamResponse } from '../../http/stream-response.ts'
import type { RequestOptions } from '../../session/options.ts'
import { KeptSession, type KeptSessionParts } from './kept/kept-session.ts'
import { requestPage, type PageRequest } from './request-page.ts'
import { steadyNow, type SignedInPage } from './signed-in-page.ts'
import { SignedInSession } from './signed-in-session.ts'
import type { Suspects } from './suspects.ts'
import { memberOf } from './user.ts'

/** What the session of an account is made of. */
export interface AccountSessionParts extends KeptSessionParts {
  /** The run that it fetches for, if it does for one. */
  readonly run: Suspects | undefined
}

/** The session of one account, as the store keeps it, which signs in when it must. */
export class AccountSession {
  readonly #parts: KeptSessionParts
  readonly #kept: KeptSession
  /** Absent where the crawler has no login. */
  readonly #signedIn: SignedInSession | undefined

  private constructor(parts: KeptSessionParts, kept: KeptSession, signedIn: SignedInSession | undefined) {
    this.#parts = parts
    this.#kept = kept
    this.#signedIn = signedIn
  }

  /**
   * Takes the account's kept session up again, if the store has one.
   *
   * @throws {StoreError} when what is kept cannot be opened.
   */
  static async open(parts: AccountSessionParts): Promise<AccountSession> {
    const { store, run, account } = parts
    const kept = new KeptSession(parts)
    await kept.restore()
    // What an earlier process left suspect cannot be proved by a session that was begun since.
    if (!kept.isRestored || kept.isNew) await run?.doubt(account.name)
    if (run && kept.isNew) await kept.save()
    const member = memberOf(parts)
    const signedIn = member && (await SignedInSession.open({ member, kept, store, run }))
    return new AccountSession(parts, kept, signedIn)
  }

  /** Whether a page was fetched under a login that is over, and does not itself show that it was signed in then. */
  isSpoiled(page: SignedInPage): boolean {
    return this.#signedIn?.isSpoiled(page) ?? false
  }

  /** Whether a login is under way. */
  get isSigningIn(): boolean {
    return this.#signedIn?.isSigningIn ?? false
  }

  /**
   * Fetches a page as the account, signed in if the crawler has a login.
   *
   * @throws {RequestError} when no response comes, and as `SignedInSession` does.
   */
  fetch(request: PageRequest, signal: AbortSignal): Promise<SignedInPage> {
    return this.#signedIn ? this.#signedIn.fetch(request, signal) : this.#fetchUnsigned(request, signal)
  }

  /** Fetches what needs no login, such as robots.txt. */
  async anonymous(url: URL, options: RequestOptions): Promise<Response> {
    return this.#parts.session.get(url, options)
  }

  /** Fetches what needs no login and may be large, such as a sitemap. */
  async stream(url: string, options: RequestOptions): Promise<StreamResponse> {
    return this.#parts.session.stream(url, options)
  }

  /** Asks for a proof for the pages that are suspect; true when there was the contrary, and they wait again. */
  async proveSuspects(signal: AbortSignal): Promise<boolean> {
    return this.#signedIn?.proveSuspects(signal) ?? false
  }

  /** The session as it is now, sealed, if it has changed since it was last asked for. */
  changedState(): Uint8Array | undefined {
    return this.#kept.changed()
  }

  async close(): Promise<void> {
    await this.#parts.session.close()
  }

  async #fetchUnsigned(request: PageRequest, signal: AbortSignal): Promise<SignedInPage> {
    const askedAt = steadyNow()
    const response = await requestPage(this.#parts.session, request, signal)
    const epoch = this.#kept.isRestored ? 1 : 0
    return { response, epoch, proven: false, askedAt, arrivedAt: steadyNow() }
  }
}
