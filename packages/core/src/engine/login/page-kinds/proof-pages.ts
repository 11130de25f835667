import { LoginError, RequestError } from '../../../errors.ts'
import { homeOf } from '../../../extract/follow/scope.ts'
import type { Link } from '../../../frontier/store.ts'
import type { Response } from '../../../http/response.ts'
import { patiently } from '../patiently.ts'
import type { PageRequest } from '../request-page.ts'
import { steadyNow, type SignedInPage } from '../signed-in-page.ts'
import type { Sign } from '../signs/signs.ts'
import type { Member } from '../user.ts'

/** A page that was asked whether the session is signed in. */
export interface AskedPage extends SignedInPage {
  /** Whether it is, as far as the page shows. */
  readonly alive: boolean
}

/** A page that was fetched. */
export type KnownPage = Pick<Link, 'key' | 'url' | 'method' | 'route'>

/** How many pages of a kind are remembered: more than are under way at once. */
const MEMORY = 64
/** How many of them are asked at most. */
export const MOST_ASKED = 4

/**
 * Knows which pages show that a session is signed in, and asks them.
 *
 * It is told of every page that comes (`begin`, `saw`), and of each login (`afterLogin`).
 */
export class ProofPages {
  readonly #member: Member
  /** The last pages that gave a proof, and the last that did not show their visitor to be signed out. */
  #proven: readonly KnownPage[] = []
  #fine: readonly KnownPage[] = []
  /** The page that was asked for a proof in vain: it decides whether a login helps. */
  #lacking: KnownPage | undefined
  /** What has given a proof when it was asked; what lacked it right after a login, and so shows it to nobody. */
  readonly #telling = new Set<string>()
  readonly #silent = new Set<string>()
  /** Whether the next page is the first after a login. */
  #isNextFirst = false

  constructor(member: Member) {
    this.#member = member
  }

  /** The last pages that did not show their visitor to be signed out. */
  get fine(): readonly KnownPage[] {
    return this.#fine
  }

  /** Whether any page was fine. */
  get areKnown(): boolean {
    return this.#proven.length + this.#fine.length > 0
  }

  /** A page is asked for; says whether it is the first after a login. */
  begin(): boolean {
    const isFirst = this.#isNextFirst
    this.#isNextFirst = false
    return isFirst
  }

  /** A page has come, and it is well. */
  saw(page: PageRequest, sign: Sign, isFirst: boolean): void {
    // Asked again without its headers, it may be another page.
    if (page.method === 'GET' && page.headers === undefined) this.#remember(page, sign)
    if (isFirst && sign === 'none') this.#lackedAfterLogin(page)
  }

  /**
   * Asks the page that `login.check` names, else the last that gave a proof, else the start of the crawl. Where the
   * crawler has a proof, who is not shown it there is signed out.
   *
   * @param isFit Whether a page that was seen may be asked again.
   * @throws {LoginError} `NO_PROOF` when no such page is there.
   * @throws {RequestError} when one is out of order for long.
   */
  async ask(epoch: number, signal: AbortSignal, isFit: (page: KnownPage) => boolean): Promise<AskedPage> {
    const { crawler, login } = this.#member
    const likely = login.signedIn ? this.#proven : [...this.#proven, ...this.#fine]
    const seen = login.check === undefined ? likely.filter(isFit).slice(0, MOST_ASKED) : []
    for (const page of seen) {
      const answer = await this.#ask(page, epoch, signal)
      if (!isGone(answer)) return answer
    }
    const last = await this.#ask(unseen(login.check ?? homeOf(crawler).href), epoch, signal)
    if (isGone(last)) throw noProof(last.response)
    return last
  }

  /** A login has run: where it was made since a page lacked the proof, asks whether that page has it now. */
  async afterLogin(signal: AbortSignal): Promise<void> {
    this.#isNextFirst = true
    const page = this.#lacking
    if (!page) return
    this.#lacking = undefined
    try {
      const { sign, response } = await this.#read(page, signal)
      if (sign === 'none' && response.ok) this.#lackedAfterLogin(page)
      this.#isNextFirst = false
    } catch (error) {
      if (!(error instanceof RequestError) || signal.aborted) throw error
    }
  }

  async #ask(page: KnownPage, epoch: number, signal: AbortSignal): Promise<AskedPage> {
    const askedAt = steadyNow()
    const { sign, response } = await this.#read(page, signal)
    const mayLack = !this.#member.login.signedIn || this.#silent.has(page.url)
    const isLacking = sign === 'none' && response.ok && !mayLack
    if (isLacking) this.#lacking = page
    const alive = !isLacking && sign !== 'out' && sign !== 'maybe out' && response.status !== 403
    return { alive, response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() }
  }

  async #read(page: KnownPage, signal: AbortSignal): Promise<{ sign: Sign; response: Response }> {
    const { session, signs } = this.#member
    const response = await patiently(() => session.get(page.url, { signal }), signal)
    const sign = signs.read(page, response)
    if (sign === 'in') {
      this.#telling.add(page.url)
      this.#silent.delete(page.url)
    }
    return { sign, response }
  }

  #remember(page: KnownPage, sign: Sign): void {
    if (sign === 'in') {
      this.#proven = [page, ...this.#proven].slice(0, MEMORY)
      this.#silent.delete(page.url)
    } else if (sign === 'none') this.#fine = [page, ...this.#fine].slice(0, MEMORY)
  }

  /**
   * A page lacks the proof right after a login, so that it says nothing of who is signed in; one that gave it when it was
   * asked before may lack it once, as by a greeting in its place.
   */
  #lackedAfterLogin({ url }: KnownPage): void {
    if (this.#telling.delete(url)) return
    this.#silent.add(url)
    this.#proven = this.#proven.filter((page) => page.url !== url)
  }
}

/** Whether a page is not there any more, so that it says nothing. */
function isGone({ alive, response }: AskedPage): boolean {
  return alive && !response.ok
}

/** A page as it is when no request of the crawl has asked for it. */
function unseen(url: string): KnownPage {
  return { url, method: 'GET', route: '', key: new Uint8Array() }
}

/** The error of a page that cannot show who is signed in. */
export function noProof({ status, requestUrl }: Response): LoginError {
  return new LoginError(
    'NO_PROOF',
    `${requestUrl.origin}${requestUrl.pathname} responded ${status}, so it cannot show who is signed in: name a page that can as login.check`,
  )
}
