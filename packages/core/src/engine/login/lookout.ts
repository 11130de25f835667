import { LoginError, RequestError } from '../../errors.ts'
import { homeOf } from '../../extract/follow/scope.ts'
import { queuedParts } from '../../frontier/link.ts'
import type { Link } from '../../frontier/store.ts'
import type { Session } from '../../session/session.ts'
import type { Killers } from './doubts/killers.ts'
import type { KeptSessionParts } from './kept-session.ts'
import type { SignedInPage } from './signed-in-page.ts'
import { MOST_ASKED, Proofs, type Checked } from './signs/proofs.ts'
import type { Sign, Signs, Witness } from './signs/signs.ts'
import { Telltales } from './signs/telltales.ts'
import { steadyNow } from './steady-now.ts'
import { patiently } from './ways/patiently.ts'

/** What is asked for. */
export type PageRequest = Pick<Link, 'method' | 'url' | 'headers' | 'body' | 'route' | 'key'>

/** A page, and what it says of its visitor. */
export interface SeenPage {
  readonly page: SignedInPage
  readonly witness: Witness
  readonly sign: Sign
}

/** A session that pages are fetched over. */
export interface LookoutParts extends KeptSessionParts {
  /** Makes a session like it that nobody has signed in. */
  readonly newSession: () => Session
}

/** Fetches pages over the session of a user, and reads in each whether it was made for that user. */
export class Lookout {
  readonly #parts: LookoutParts
  readonly #signs: Signs | undefined
  readonly #killers: Killers
  readonly #proofs: Proofs
  readonly #telltales: Telltales | undefined
  /** Whether the next page is the first after a login, and whether there was one in this process. */
  #isRightAfterLogin = false
  #hasSignedIn = false

  constructor(parts: LookoutParts, signs: Signs | undefined, killers: Killers) {
    this.#parts = parts
    this.#signs = signs
    this.#killers = killers
    this.#proofs = new Proofs(parts, signs)
    this.#telltales = signs && new Telltales(signs, parts.newSession)
  }

  /** @throws {RequestError} when no response comes. */
  async see(request: PageRequest, epoch: number, signal: AbortSignal): Promise<SeenPage> {
    const { method, url, headers, route, key } = request
    const isRightAfterLogin = this.#isRightAfterLogin
    this.#isRightAfterLogin = false
    const askedAt = steadyNow()
    this.#killers.begin(request)
    try {
      const response = await this.#parts.session.request(method, url, { ...queuedParts(request), signal })
      const witness = { route, key, response }
      const sign = this.#signs?.read(witness) ?? 'none'
      // Asked again without its headers, it may be another page.
      if (response.ok && headers === undefined) this.#proofs.saw(request, sign)
      if (isRightAfterLogin && response.ok && sign === 'none') this.#proofs.mute(request)
      if (this.#showsLife(sign)) this.#killers.acquit(askedAt)
      const page = { response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() }
      return { page, witness, sign }
    } finally {
      this.#killers.end(request, steadyNow())
    }
  }

  /** Whether the session is signed in now, and the page that shows it; not one after which it may have died. */
  async check(epoch: number, signal: AbortSignal): Promise<Checked> {
    const checked = await this.#proofs.check(epoch, signal, (page) => this.#killers.isHarmless(page))
    if (checked.page.proven) this.#killers.acquit(checked.page.askedAt)
    return checked
  }

  /** A login has run; where it was made for the lack of a proof, looks whether it is there now. */
  async signedIn(signal: AbortSignal): Promise<void> {
    this.#isRightAfterLogin = this.#hasSignedIn = true
    try {
      if (await this.#proofs.askAgain(signal)) this.#isRightAfterLogin = false
    } catch (error) {
      if (!(error instanceof RequestError) || signal.aborted) throw error
    }
  }

  /** Whether the session is that of an earlier process. */
  get isOfOld(): boolean {
    return !this.#hasSignedIn
  }

  /** Whether the session is dead: a page shows it, or those that were fine before fail, or the start of one of old does. */
  async isDead(epoch: number, signal: AbortSignal): Promise<boolean> {
    try {
      return !(await this.check(epoch, signal)).alive
    } catch (error) {
      if (error instanceof LoginError) return this.isOfOld || this.#proofs.areKnown
      if (error instanceof RequestError && !signal.aborted) return false
      throw error
    }
  }

  /** Whether the session is signed in beyond doubt; `undefined` when no page can tell. */
  async isAlive(epoch: number, signal: AbortSignal): Promise<boolean | undefined> {
    const { check, signedIn } = this.#parts.crawler.login ?? {}
    if (check === undefined && !signedIn) return this.#isAliveByTelltale(signal)
    const { alive, page } = await this.check(epoch, signal)
    return alive && signedIn && !page.proven ? undefined : alive
  }

  async #isAliveByTelltale(signal: AbortSignal): Promise<boolean | undefined> {
    const harmless = this.#proofs.fine.filter((page) => this.#killers.isHarmless(page)).map(({ url }) => url)
    const urls = [
      ...harmless.slice(0, MOST_ASKED),
      this.#signs?.landing ?? [],
      homeOf(this.#parts.crawler).href,
    ].flat()
    const url = await this.#telltales?.find(urls, signal)
    if (url === undefined) return undefined
    const askedAt = steadyNow()
    const response = await patiently(() => this.#parts.session.get(url, { signal }), signal)
    if (this.#signs?.isForStrangers(response)) return false
    if (!response.ok) {
      this.#telltales?.forget()
      return undefined
    }
    this.#killers.acquit(askedAt)
    return true
  }

  /** Without a proof of the crawler's, what shows nothing to the contrary has to do. */
  #showsLife(sign: Sign): boolean {
    return sign === 'in' || (sign === 'none' && !this.#parts.crawler.login?.signedIn)
  }
}
