import type { Credentials } from './auth.ts'
import type { DigestSpace } from './digest/digest-space.ts'
import { DigestSpaces } from './digest/digest-spaces.ts'
import type { TokenHolder } from './token/token-holder.ts'

/** What is kept of the authentication between two runs: nothing secret. */
export interface SavedAuthState {
  readonly digest: readonly DigestSpace[]
}

/**
 * What one session has learnt while authenticating: nonces and tokens.
 *
 * Credentials are shared freely between sessions, for they hold no state: all of it is here, one object a session.
 */
export class AuthState {
  readonly digest: DigestSpaces
  /** By the credentials that they belong to; never saved. */
  readonly tokens = new WeakMap<Credentials, TokenHolder>()

  /** From what `toJSON` gave, in this run or an earlier one; what is damaged is left out. */
  constructor(saved?: { readonly digest?: unknown }) {
    this.digest = new DigestSpaces(saved?.digest)
  }

  /** Grows with each nonce that comes or goes; how often one was used does not count. */
  get version(): number {
    return this.digest.version
  }

  toJSON(): SavedAuthState {
    return { digest: this.digest.toJSON() }
  }
}
