import { LoginError } from '../errors.ts'
import type { Crawler } from '../extract/definition.ts'
import type { Link, Store } from '../frontier/store.ts'
import { Response } from '../http/response.ts'
import type { Seal } from '../session/seal.ts'
import type { Session } from '../session/session.ts'
import { events, type LoginEvent } from './events.ts'

/** How often a page may find the session signed out before the login is held to be broken. */
const MOST_LOGINS_A_PAGE = 2

/**
 * A session that signs in when it must: once for everybody, however many pages find it signed out.
 *
 * The epoch counts logins. A request that was sent under an epoch that has passed is just sent again.
 */
export class SignedInSession {
  readonly #session: Session
  readonly #crawler: Crawler
  readonly #seal: Seal
  readonly #store: Store
  #epoch = 0
  #login: Promise<void> | undefined
  #keptVersion: number

  private constructor(session: Session, crawler: Crawler, seal: Seal, store: Store) {
    this.#session = session
    this.#crawler = crawler
    this.#seal = seal
    this.#store = store
    this.#keptVersion = session.version
  }

  /** Takes the crawler's kept session up again, if the store has one. */
  static async open(session: Session, crawler: Crawler, store: Store, seal: Seal): Promise<SignedInSession> {
    const sealed = await store.session(crawler.name, '')
    if (sealed) session.restore(JSON.parse(seal.open(sealed)))
    const signedIn = new SignedInSession(session, crawler, seal, store)
    if (sealed) signedIn.#epoch = 1
    return signedIn
  }

  /**
   * Fetches a page as the signed-in user.
   *
   * @throws {LoginError} when the login ran and the page is still that of a signed-out visitor.
   */
  async fetch(request: Pick<Link, 'method' | 'url' | 'body'>, signal: AbortSignal): Promise<Response> {
    for (let logins = 0; ; logins++) {
      if (this.#crawler.login && this.#epoch === 0) await this.#signIn(0)
      await this.#login
      const epoch = this.#epoch
      const body = request.body === undefined ? {} : { body: request.body }
      const response = await this.#session.request(request.method, request.url, { ...body, signal })
      if (!this.#signedOut(response)) return response
      if (logins === MOST_LOGINS_A_PAGE) {
        throw new LoginError(
          'STILL_SIGNED_OUT',
          `the login ran, but ${request.url} still shows a signed-out visitor`,
        )
      }
      await this.#signIn(epoch)
    }
  }

  /** Fetches what needs no login, such as robots.txt. */
  async anonymous(url: URL): Promise<Response> {
    return this.#session.get(url)
  }

  /** The session as it is now, sealed, if it has changed since it was last asked for. */
  changedState(): Uint8Array | undefined {
    if (this.#session.version === this.#keptVersion) return undefined
    this.#keptVersion = this.#session.version
    return this.#sealed()
  }

  async close(): Promise<void> {
    await this.#session.close()
  }

  /** Signs in once for everybody who found the session signed out under this epoch. */
  async #signIn(epoch: number): Promise<void> {
    if (epoch < this.#epoch) return
    this.#login ??= this.#submit().finally(() => {
      this.#login = undefined
    })
    await this.#login
  }

  async #submit(): Promise<void> {
    const answer = await this.#crawler.login?.submit(this.#session)
    if (answer instanceof Response && this.#signedOut(answer)) {
      throw new LoginError(
        'REFUSED',
        `the login of ${this.#crawler.name} was refused: ${answer.url.href} still shows a signed-out visitor. Check the credentials`,
      )
    }
    this.#epoch++
    this.#keptVersion = this.#session.version
    await this.#store.saveSession(this.#crawler.name, '', this.#sealed())
    events.login.publish({ crawler: this.#crawler.name, epoch: this.#epoch } satisfies LoginEvent)
  }

  #sealed(): Uint8Array {
    return this.#seal.close(JSON.stringify(this.#session.state()))
  }

  #signedOut(response: Response): boolean {
    const { login } = this.#crawler
    if (!login) return false
    return response.status === 401 || login.signedOut?.(response) === true
  }
}
