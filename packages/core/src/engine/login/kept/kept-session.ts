import { StoreError } from '../../../errors.ts'
import type { Store } from '../../../frontier/store.ts'
import type { Seal } from '../../../session/state/seal.ts'
import type { SignOutRoute } from '../signs/sign-out-links.ts'
import type { User } from '../user.ts'
import type { KeptLifetime } from './lifetime.ts'
import type { KeptToken } from './session-tokens.ts'

/** A session, and where it is kept. */
export interface KeptSessionParts extends User {
  readonly store: Store
  readonly seal: Seal
}

/** What is kept of the login that has begun a session. */
export interface KeptLogin {
  readonly lifetime: KeptLifetime
  readonly tokens: readonly KeptToken[]
  /** Grows as more becomes known. Absent in what earlier versions kept. */
  readonly signOutRoutes?: SignOutRoute[]
}

/** What is in the seal beside the session itself. */
interface KeptBeside {
  readonly isNew?: true
  readonly lastLogin?: KeptLogin
}

interface SaveOptions {
  /** Whether it is another than the one before, so that it proves nothing of what that one has brought. Default: no. */
  readonly isNew?: boolean
  /** What has begun it. Default: what had begun the one that was kept. */
  readonly login?: KeptLogin | undefined
}

/** The session of one user as the store keeps it: sealed, and with everything that signing in has brought. */
export class KeptSession {
  readonly #parts: KeptSessionParts
  /** The fingerprint of what was kept last. */
  #kept: string
  #isRestored = false
  #isNew = false
  #login: KeptLogin | undefined

  constructor(parts: KeptSessionParts) {
    this.#parts = parts
    this.#kept = this.#fingerprint()
  }

  /** Whether there was a session to restore. */
  get isRestored(): boolean {
    return this.#isRestored
  }

  /** Whether what was restored was begun by hand, since a run last went on with it. */
  get isNew(): boolean {
    return this.#isNew
  }

  /** What is known of the login that has begun the session. */
  get login(): KeptLogin | undefined {
    return this.#login
  }

  /**
   * Puts what is kept into the session, where something is.
   *
   * @throws {StoreError} `SEAL` under another key, and for what is damaged or of another version.
   */
  async restore(): Promise<void> {
    const { session, crawler, account, store, seal } = this.#parts
    const sealed = await store.session(crawler.name, account.name)
    if (!sealed) return
    const text = seal.open(sealed)
    try {
      const { isNew, lastLogin, ...state } = JSON.parse(text) as KeptBeside
      session.restore(state)
      this.#isNew = isNew === true
      this.#login = lastLogin
    } catch (error) {
      // What is in the seal holds cookies, and a message of V8 would quote them.
      const { code, message } =
        error instanceof StoreError
          ? error
          : { code: 'STATE_DAMAGED', message: 'the kept session is damaged' }
      throw new StoreError(code, `${message}. \`latchkey login <crawler> --forget\` removes it`)
    }
    this.#kept = this.#fingerprint()
    this.#isRestored = true
  }

  /** Keeps the session as it is now; on disk when it returns. */
  async save({ isNew = false, login = this.#login }: SaveOptions = {}): Promise<void> {
    const { crawler, account, store } = this.#parts
    this.#login = login
    this.#kept = this.#fingerprint()
    await store.saveSession(crawler.name, account.name, this.#sealed(isNew))
  }

  /** The session as it is now, sealed, if it has changed since it was last kept or asked for. */
  changed(): Uint8Array | undefined {
    const fingerprint = this.#fingerprint()
    if (fingerprint === this.#kept) return undefined
    this.#kept = fingerprint
    return this.#sealed()
  }

  /** Another one whenever there is something else to keep; it costs less than sealing it. */
  #fingerprint(): string {
    return `${this.#parts.session.version} ${JSON.stringify(this.#login)}`
  }

  #sealed(isNew = false): Uint8Array {
    const { session, seal } = this.#parts
    const state = session.state({ credentials: 'keep' })
    return seal.close(JSON.stringify({ ...state, lastLogin: this.#login, ...(isNew && { isNew }) }))
  }
}
