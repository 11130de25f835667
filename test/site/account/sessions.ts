import { createHmac, randomBytes, randomUUID } from 'node:crypto'

import type { SiteOptions } from '../options.ts'
import type { SiteRequest } from '../server/request.ts'

interface SignIn {
  readonly username: string
  readonly since: number
  /** Protected pages served so far. */
  served: number
}

/** Who is signed in, by the cookie `session`. */
export class Sessions {
  readonly #options: SiteOptions
  readonly #signIns = new Map<string, SignIn>()
  readonly #secret = randomBytes(32)

  constructor(options: SiteOptions) {
    this.#options = options
  }

  /** Signs a user in and says the value of the new cookie. */
  begin(username: string): string {
    this.#forgetExpired()
    const id = randomUUID()
    this.#signIns.set(id, { username, since: performance.now(), served: 0 })
    return id
  }

  /** The user that a request is signed in as, which costs the session nothing. */
  user(request: SiteRequest): string | undefined {
    return this.#alive(request)?.username
  }

  /** The user that a request for a protected page is signed in as, which uses the session up. */
  use(request: SiteRequest): string | undefined {
    const signIn = this.#alive(request)
    if (signIn) signIn.served += 1
    return signIn?.username
  }

  /** Signs out whoever sent a request. */
  end(request: SiteRequest): void {
    this.#signIns.delete(request.cookies.get('session') ?? '')
  }

  /** Signs everybody out. */
  endAll(): void {
    this.#signIns.clear()
  }

  /** The CSRF token of an anonymous visitor; made from the cookie, so that none is stored. */
  csrfToken(visitor: string): string {
    return createHmac('sha256', this.#secret).update(visitor).digest('base64url')
  }

  #alive(request: SiteRequest): SignIn | undefined {
    const signIn = this.#signIns.get(request.cookies.get('session') ?? '')
    return signIn && this.#isAlive(signIn) ? signIn : undefined
  }

  #isAlive({ since, served }: SignIn): boolean {
    const { requests, seconds } = this.#options.session
    return served < requests && performance.now() - since < seconds * 1000
  }

  #forgetExpired(): void {
    for (const [id, signIn] of this.#signIns) if (!this.#isAlive(signIn)) this.#signIns.delete(id)
  }
}
