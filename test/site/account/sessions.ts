import { createHmac, randomBytes, randomUUID } from 'node:crypto'

import type { SiteOptions } from '../options.ts'
import type { Reply } from '../server/reply.ts'
import type { SiteRequest } from '../server/request.ts'

interface SignIn {
  readonly username: string
  since: number
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
    const id = this.#options.session.cookie === 'token' ? this.#token() : randomUUID()
    this.#signIns.set(id, { username, since: Date.now(), served: 0 })
    return id
  }

  /** Sets the cookie of a sign-in, with its end if that is known. */
  setCookie(reply: Reply, id: string, attributes: { maxAge?: number } = {}): void {
    const { cookie, seconds } = this.#options.session
    const says = cookie === 'lasting' || cookie === 'sliding'
    reply.setCookie('session', id, says ? { maxAge: seconds } : attributes)
  }

  /** Makes the sign-in of a request last longer, where it is of that kind. */
  prolong(request: SiteRequest, reply: Reply): void {
    const signIn = this.#alive(request)
    if (!signIn || this.#options.session.cookie !== 'sliding') return
    signIn.since = Date.now()
    this.setCookie(reply, request.cookies.get('session') ?? '')
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
    return served < requests && Date.now() - since < seconds * 1000
  }

  /** A JWT that says when it was made and when it ends; only its name is ever looked at. */
  #token(): string {
    const iat = Math.floor(Date.now() / 1_000)
    const claims = { jti: randomUUID(), iat, exp: iat + this.#options.session.seconds }
    const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => base64url(JSON.stringify(part)))
    return [...parts, base64url(randomBytes(32))].join('.')
  }

  #forgetExpired(): void {
    for (const [id, signIn] of this.#signIns) if (!this.#isAlive(signIn)) this.#signIns.delete(id)
  }
}

function base64url(data: string | Buffer): string {
  return Buffer.from(data).toString('base64url')
}
