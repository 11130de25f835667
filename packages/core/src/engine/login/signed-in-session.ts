import { setTimeout as sleep } from 'node:timers/promises'

import { LoginError, RequestError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { Link, Store } from '../../frontier/store.ts'
import type { Response } from '../../http/response.ts'
import { retryDelay, retryPolicy } from '../../session/retry.ts'
import type { Seal } from '../../session/seal.ts'
import type { Session } from '../../session/session.ts'
import { events, type LoginEvent } from '../events.ts'
import { Life } from './life.ts'
import { signIn } from './sign-in.ts'
import { Signs, type Witness } from './signs.ts'

/** How often a page may find the session signed out before it is asked whether the login or the page is to blame. */
const MOST_LOGINS_A_PAGE = 2
/** How often a login is tried that fails for a reason that passes. */
const LOGIN_TRIES = 8

/** A page as the signed-in user sees it. */
export interface SignedInPage {
  readonly response: Response
  /** The login that it was fetched under. */
  readonly epoch: number
  /** Whether it shows that the session was signed in. */
  readonly proven: boolean
  /** When it was asked for, and when it had arrived: milliseconds since 1970 that never step back. */
  readonly askedAt: number
  readonly arrivedAt: number
}

/** What a crawl does when its session turns out to have been dead for a while. */
export interface Expiry {
  /** Pages since the last proof are in doubt. */
  doubt(): Promise<void>
  /** These requests were answered with one and the same page. */
  redo(keys: readonly Uint8Array[]): Promise<void>
}

/** What the session of one crawler is made of. */
export interface SignedInSessionParts {
  readonly session: Session
  readonly crawler: Crawler
  readonly store: Store
  readonly seal: Seal
}

/**
 * A session that signs in when it must: once for everybody, however many pages find it signed out.
 *
 * The epoch counts logins. A page that was asked for under an epoch that has passed is just asked for again.
 */
export class SignedInSession {
  readonly #parts: SignedInSessionParts
  readonly #signs: Signs | undefined
  readonly #life = new Life()
  #expiry: Expiry | undefined
  #epoch = 0
  /** The last epoch that has ended: what was fetched under it and not proven is fetched again. */
  #over = -1
  #login: Promise<void> | undefined
  #keptVersion: number
  /** The last page that showed its visitor to be signed in, and the last that did not show the contrary. */
  #lastProven: string | undefined
  #lastFine: string | undefined

  private constructor(parts: SignedInSessionParts) {
    this.#parts = parts
    const { login } = parts.crawler
    this.#signs = login && new Signs(login, parts.session.cookies)
    this.#keptVersion = parts.session.version
  }

  /** Takes the crawler's kept session up again, if the store has one. */
  static async open(parts: SignedInSessionParts): Promise<SignedInSession> {
    const { session, store, seal, crawler } = parts
    const sealed = await store.session(crawler.name, '')
    if (sealed) session.restore(JSON.parse(seal.open(sealed)))
    const signedIn = new SignedInSession(parts)
    if (sealed) signedIn.#epoch = 1
    return signedIn
  }

  /** Whether a page was fetched under a login that is over, and does not itself show that it was signed in then. */
  isSpoiled({ epoch, proven }: SignedInPage): boolean {
    return !proven && epoch <= this.#over
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
      const body = request.body === undefined ? {} : { body: request.body }
      const response = await this.#parts.session.request(request.method, request.url, { ...body, signal })
      const witness = { route: request.route, key: request.key, response }
      const sign = this.#signs?.read(witness) ?? 'none'
      if (sign === 'in' || sign === 'none') {
        this.#lastFine = request.url
        if (sign === 'in') this.#lastProven = request.url
        return { response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() }
      }
      if (logins > 0 && sign === 'maybe out') this.#signs?.learn(witness)
      else if (logins === MOST_LOGINS_A_PAGE) await this.#blame(response, signal)
      else await this.#expired(epoch, witness, signal)
    }
  }

  /** Fetches what needs no login, such as robots.txt. */
  async anonymous(url: URL): Promise<Response> {
    return this.#parts.session.get(url)
  }

  /**
   * Whether the session is signed in now, by the page that `check` names, else the last one that proved it.
   *
   * @returns the page that shows it; `undefined` when there is no page to ask.
   */
  async check(
    signal: AbortSignal,
  ): Promise<{ readonly alive: boolean; readonly page: SignedInPage } | undefined> {
    const url = this.#parts.crawler.login?.check ?? this.#lastProven ?? this.#lastFine
    if (url === undefined) return undefined
    const askedAt = steadyNow()
    const response = await this.#parts.session.get(url, { signal })
    const sign = this.#signs?.read({ route: '', key: new Uint8Array(), response })
    const page = { response, epoch: this.#epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() }
    return { alive: response.ok && (sign === 'in' || sign === 'none'), page }
  }

  /** Signs in again, whatever the session looks like; what was fetched since the last proof is doubted. */
  async renew(signal: AbortSignal): Promise<void> {
    const epoch = this.#epoch
    await this.#end(epoch)
    await this.#signIn(epoch, signal)
  }

  /** The session as it is now, sealed, if it has changed since it was last asked for. */
  changedState(): Uint8Array | undefined {
    if (this.#parts.session.version === this.#keptVersion) return undefined
    this.#keptVersion = this.#parts.session.version
    return this.#sealed()
  }

  async close(): Promise<void> {
    await this.#parts.session.close()
  }

  /** Signs in if nobody has yet, and before a session ends whose life is known. */
  async #ready(signal: AbortSignal): Promise<void> {
    if (!this.#signs) return
    if (this.#login) await this.#login
    else if (this.#epoch === 0) await this.#signIn(0, signal)
    else if (this.#life.endsSoon(steadyNow())) await this.renew(signal)
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
    this.#over = epoch
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
    const { crawler, store, session } = this.#parts
    const { login } = crawler
    if (!login || !this.#signs) return
    const before = this.#signs.cookies()
    const answer = await patiently(() => signIn(session, login), signal)
    for (const hop of answer ? [answer] : []) this.#signs.sawOnTheWay(hop)
    if (answer && this.#signs.refused(answer)) throw refused(crawler, answer)
    this.#signs.signedIn(before)
    this.#epoch++
    this.#life.born(steadyNow())
    this.#keptVersion = session.version
    await store.saveSession(crawler.name, '', this.#sealed())
    events.login.publish({ crawler: crawler.name, epoch: this.#epoch } satisfies LoginEvent)
  }

  /** Finds out why a page does not know its visitor right after a login, and throws accordingly. */
  async #blame(response: Response, signal: AbortSignal): Promise<never> {
    const checked = await this.check(signal)
    if (checked?.alive && this.#lastFine !== response.requestUrl.href) {
      throw new RequestError(
        'SIGNED_OUT',
        response,
        'shows a signed-out visitor, though the session is signed in elsewhere',
      )
    }
    throw new LoginError(
      'STILL_SIGNED_OUT',
      `the login of ${this.#parts.crawler.name} ran, but ${response.url.href} still shows a signed-out visitor`,
    )
  }

  #sealed(): Uint8Array {
    return this.#parts.seal.close(JSON.stringify(this.#parts.session.state()))
  }
}

/** Tries a login again while what it fails for may pass; everybody waits for it. */
async function patiently<T>(login: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const policy = retryPolicy({ attempts: LOGIN_TRIES, base: 1_000, cap: 60_000 })
  for (let attempt = 1; ; attempt++) {
    try {
      return await login()
    } catch (error) {
      const { again, delay } = retryDelay(error, attempt, policy)
      if (!again) throw error
      await sleep(delay, undefined, { signal })
    }
  }
}

function refused({ name }: Crawler, answer: Response): LoginError {
  return new LoginError(
    'REFUSED',
    `the login of ${name} was refused: ${answer.url.href} still shows a signed-out visitor. Check the user name and the password; nothing more was tried, so that the account is not locked`,
  )
}

/** Milliseconds since 1970 that never step back while the process lives. */
function steadyNow(): number {
  return performance.timeOrigin + performance.now()
}
