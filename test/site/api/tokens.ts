import { randomUUID } from 'node:crypto'

import type { SiteOptions } from '../options.ts'
import type { SiteRequest } from '../server/request.ts'

/** What the token endpoint answers (RFC 6749, section 5.1). */
export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly refresh_token: string
}

/** The access and refresh tokens of the JSON API. */
export class Tokens {
  readonly #options: SiteOptions
  /** When each access token ends. */
  readonly #access = new Map<string, number>()
  readonly #refresh = new Set<string>()

  constructor(options: SiteOptions) {
    this.#options = options
  }

  /** Gives out a new pair. */
  issue(): TokenAnswer {
    const now = performance.now()
    for (const [token, end] of this.#access) if (end <= now) this.#access.delete(token)
    const [access, refresh] = [randomUUID(), randomUUID()]
    this.#access.set(access, now + this.#options.tokenSeconds * 1000)
    this.#refresh.add(refresh)
    return {
      access_token: access,
      token_type: 'Bearer',
      expires_in: this.#options.tokenSeconds,
      refresh_token: refresh,
    }
  }

  /** Takes a refresh token back, and says whether it was good; each is good once. */
  redeem(refreshToken: string): boolean {
    return this.#refresh.delete(refreshToken)
  }

  /** Whether a request carries a living access token. */
  admits(request: SiteRequest): boolean {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const end = token === undefined ? undefined : this.#access.get(token)
    return end !== undefined && performance.now() < end
  }

  /** Ends all access tokens; refresh tokens stay good. */
  endAll(): void {
    this.#access.clear()
  }
}
