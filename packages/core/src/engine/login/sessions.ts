import { LoginError, RequestError } from '../../errors.ts'
import { accountsOf, called } from '../../extract/accounts.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import type { Response } from '../../http/response.ts'
import { machineSeal } from '../../session/state/seal.ts'
import type { Pages } from '../archive/pages.ts'
import type { AccountSession } from './account-session.ts'
import { openSession, type OpenSessionParts } from './open-session.ts'
import type { SignedInPage } from './signed-in-page.ts'

/**
 * The sessions of a crawl: one for each account of its crawler, or a single one, under no name.
 *
 * An account that cannot sign in is locked out: its requests wait for another run, while those of the others go on.
 */
export class Sessions implements Pages {
  readonly mayChange = true
  readonly #crawler: Crawler
  readonly #sessions: ReadonlyMap<string, AccountSession>
  readonly #lockedOut = new Map<string, LoginError>()

  private constructor(crawler: Crawler, sessions: ReadonlyMap<string, AccountSession>) {
    this.#crawler = crawler
    this.#sessions = sessions
  }

  /**
   * Takes up the sessions that the store has kept; the others begin anew.
   *
   * @throws {StoreError} when one that is kept cannot be opened.
   */
  static async open(crawler: Crawler, parts: Omit<OpenSessionParts, 'seal'>): Promise<Sessions> {
    const seal = machineSeal()
    const sessions = new Map<string, AccountSession>()
    for (const account of accountsOf(crawler)) {
      sessions.set(account.name, await openSession(crawler, account, { ...parts, seal }))
    }
    return new Sessions(crawler, sessions)
  }

  /** The accounts that cannot sign in. */
  get lockedOut(): ReadonlySet<string> {
    return new Set(this.#lockedOut.keys())
  }

  /** The accounts whose requests would only stand in the way of others: locked out, or signing in just now. */
  get resting(): ReadonlySet<string> {
    const signingIn = [...this.#sessions].filter(([, session]) => session.isSigningIn)
    return new Set([...this.#lockedOut.keys(), ...signingIn.map(([account]) => account)])
  }

  /** Whether there is nobody left who could sign in. */
  get areLockedOut(): boolean {
    return this.#atWork().length === 0
  }

  /** Why accounts are locked out: one paragraph. */
  get problem(): string | undefined {
    const reasons = [...this.#lockedOut.values()].map(({ message }) => message)
    if (reasons.length === 0) return undefined
    const others = this.#sessions.size === 1 ? [] : [outlook(this.#lockedOut.size, this.areLockedOut)]
    return [...reasons, ...others].join('. ')
  }

  /**
   * The session of an account.
   *
   * @throws {LoginError} when it is locked out, or the crawler has no such account.
   */
  of(account: string): AccountSession {
    const error = this.#lockedOut.get(account)
    if (error) throw error
    const session = this.#sessions.get(account)
    if (session) return session
    throw new LoginError('NO_ACCOUNT', `pages wait for ${this.#lacks(account)}, or begin anew with --fresh`)
  }

  /** What is missing, and its mend. */
  #lacks(account: string): string {
    const { name } = this.#crawler
    return account === ''
      ? `${name} as it was without accounts: take them out`
      : `${called(name, account)}, which is no account of the crawler any more: give it back`
  }

  /** Fetches a page as the account that it belongs to. */
  async fetch(request: QueuedRequest, signal: AbortSignal): Promise<SignedInPage> {
    return this.of(request.account).fetch(request, signal)
  }

  /** Asks for a proof for the pages that are suspect; true when there was the contrary, and some wait again. */
  async proveSuspects(signal: AbortSignal): Promise<boolean> {
    let waitAgain = false
    for (const [account, session] of this.#atWork()) {
      try {
        if (await session.proveSuspects(signal)) waitAgain = true
      } catch (error) {
        if (signal.aborted) continue
        if (error instanceof LoginError) this.lockOut(account, error)
        else if (!(error instanceof RequestError)) throw error
      }
    }
    return waitAgain
  }

  /** Leaves an account alone from now on. */
  lockOut(account: string, error: LoginError): void {
    if (!this.#lockedOut.has(account)) this.#lockedOut.set(account, error)
  }

  /** Fetches what needs no login, such as robots.txt, as whichever account can. */
  async anonymous(...page: Parameters<AccountSession['anonymous']>): Promise<Response> {
    for (const [account, session] of this.#atWork()) {
      try {
        return await session.anonymous(...page)
      } catch (error) {
        if (!(error instanceof LoginError)) throw error
        this.lockOut(account, error)
      }
    }
    throw [...this.#lockedOut.values()][0] ?? new LoginError('NO_ACCOUNT', 'there is no account')
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) await session.close()
  }

  /** The accounts that are not locked out, with their sessions. */
  #atWork(): readonly (readonly [account: string, session: AccountSession])[] {
    return [...this.#sessions].filter(([account]) => !this.#lockedOut.has(account))
  }
}

function outlook(lockedOut: number, areAll: boolean): string {
  const pages = lockedOut === 1 ? 'The pages of that account wait' : 'The pages of those accounts wait'
  const others = areAll ? '' : '; those of the others were crawled'
  return `${pages}, and the same command goes on with them${others}`
}
