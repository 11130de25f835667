import { AsyncLocalStorage } from 'node:async_hooks'
import { inspect } from 'node:util'

import { CrawlError, LoginError } from '../../../errors.ts'
import { reveal } from '../../secret.ts'
import type { Secret } from '../../secret.ts'
import { checkedToken } from './checked-token.ts'

/** A token as a server gave it out. */
export interface IssuedToken {
  readonly token: string | Secret
  /** A `Date`, or milliseconds since 1970; unknown without it. */
  readonly expiresAt?: Date | number | undefined
}

/** Gets a new token from the server. */
export type Refresh = () => Promise<string | Secret | IssuedToken>

// Renewed before it expires, by this or by a tenth of its life: a request needs time to arrive.
const MARGIN = 30_000

const renewing = new AsyncLocalStorage<TokenHolder>()

/** The token of one session, renewed by one request for all that wait for it. */
export class TokenHolder {
  #token: string | undefined
  #renewAt = Infinity
  #renewal: Promise<string> | undefined

  constructor(token: string | undefined) {
    this.#token = token
  }

  /** Whether the caller is running on behalf of this token's own renewal, and so must not wait for it. */
  get isRenewing(): boolean {
    return renewing.getStore() === this
  }

  /** The token, renewed first when there is none or it is about to expire. */
  async current(refresh: Refresh): Promise<string> {
    if (this.#token === undefined || Date.now() >= this.#renewAt) return this.#renew(refresh)
    return this.#token
  }

  /** Another token than the one that was refused: one that came in meanwhile, or a new one. */
  async after(refused: string, refresh: Refresh): Promise<string> {
    if (this.#token !== undefined && this.#token !== refused) return this.#token
    return this.#renew(refresh)
  }

  /** @throws {LoginError} `TOKEN_REFRESH` when `refresh` fails or gives nothing to send. */
  async #renew(refresh: Refresh): Promise<string> {
    this.#renewal ??= renewing
      .run(this, async () => this.#accept(await refresh()))
      .catch((error: unknown) => {
        throw failure(error, this.#token)
      })
      .finally(() => {
        this.#renewal = undefined
      })
    return this.#renewal
  }

  #accept(answer: string | Secret | IssuedToken): string {
    const { token, expiresAt }: IssuedToken = isIssued(answer) ? answer : { token: answer }
    const now = Date.now()
    const life = Number(expiresAt ?? Infinity) - now
    this.#token = checkedToken(reveal(token))
    this.#renewAt = now + life - Math.min(MARGIN, life / 10)
    return this.#token
  }
}

function isIssued(answer: string | Secret | IssuedToken | null): answer is IssuedToken {
  return typeof answer === 'object' && answer !== null && 'token' in answer
}

function failure(error: unknown, token: string | undefined): LoginError {
  if (error instanceof LoginError) return error
  const showsToken = token !== undefined && inspect(error, { depth: Infinity }).includes(token)
  const reason = error instanceof CrawlError && !showsToken ? error.message : 'the refresh function failed'
  return new LoginError(
    'TOKEN_REFRESH',
    `the access token could not be renewed: ${reason}`,
    showsToken ? {} : { cause: error },
  )
}
