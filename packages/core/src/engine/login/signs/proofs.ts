import { LoginError } from '../../../errors.ts'
import { homeOf } from '../../../extract/follow/scope.ts'
import type { Link } from '../../../frontier/store.ts'
import type { Response } from '../../../http/response.ts'
import type { KeptSessionParts } from '../kept-session.ts'
import type { SignedInPage } from '../signed-in-page.ts'
import { steadyNow } from '../steady-now.ts'
import { patiently } from '../ways/patiently.ts'
import type { Sign, Signs } from './signs.ts'

/** Whether a session is signed in, and the page that shows it. */
export interface Checked {
  readonly alive: boolean
  readonly page: SignedInPage
}

/** A page that was fetched. */
type SeenUrl = Pick<Link, 'key' | 'url' | 'method' | 'route'>

/** How many pages of a kind are remembered: more than are under way at once. */
const MEMORY = 64
/** How many of them are asked at most. */
export const MOST_ASKED = 4

/** Knows which pages show that a session is signed in, and asks them. */
export class Proofs {
  readonly #parts: KeptSessionParts
  readonly #signs: Signs | undefined
  /** The last pages that gave a proof, and the last that did not show their visitor to be signed out. */
  #proven: readonly SeenUrl[] = []
  #fine: readonly SeenUrl[] = []
  /** The page that was asked for a proof in vain: it decides whether a login helps. */
  #lacking: SeenUrl | undefined
  /** What has given a proof when it was asked; what lacked it right after a login, and so shows it to nobody. */
  readonly #telling = new Set<string>()
  readonly #mute = new Set<string>()

  constructor(parts: KeptSessionParts, signs: Signs | undefined) {
    this.#parts = parts
    this.#signs = signs
  }

  /** Remembers a page, if it did not show its visitor to be signed out. */
  saw(page: SeenUrl, sign: Sign): void {
    if (page.method !== 'GET') return
    if (sign === 'in') {
      this.#proven = [page, ...this.#proven].slice(0, MEMORY)
      this.#mute.delete(page.url)
    } else if (sign === 'none') this.#fine = [page, ...this.#fine].slice(0, MEMORY)
  }

  /** Whether any page was fine. */
  get areKnown(): boolean {
    return this.#proven.length + this.#fine.length > 0
  }

  /** The last pages that did not show their visitor to be signed out. */
  get fine(): readonly SeenUrl[] {
    return this.#fine
  }

  /**
   * Asks the page that `login.check` names, else the last that gave a proof, else the start of the crawl. Where the
   * crawler has a proof, who is not shown it there is signed out.
   *
   * @param isFit Whether a page that was seen may be asked again.
   * @throws {LoginError} `NO_PROOF` when no such page is there.
   * @throws {RequestError} when one is out of order for long.
   */
  async check(epoch: number, signal: AbortSignal, isFit: (page: SeenUrl) => boolean): Promise<Checked> {
    const { crawler, session } = this.#parts
    const { check, signedIn } = crawler.login ?? {}
    const likely = signedIn ? this.#proven : [...this.#proven, ...this.#fine]
    const known =
      check === undefined
        ? [...likely.filter(isFit).slice(0, MOST_ASKED), unseen(homeOf(crawler).href)]
        : [unseen(check)]
    for (const [index, { url, method, route, key }] of known.entries()) {
      const askedAt = steadyNow()
      const response = await patiently(() => session.get(url, { signal }), signal)
      const sign = this.#signs?.read({ route, key, response })
      if (sign === 'in') this.#trust(url)
      const isLacking = sign === 'none' && response.ok && signedIn !== undefined && !this.#mute.has(url)
      if (isLacking) this.#lacking = { url, method, route, key }
      const alive = !isLacking && sign !== 'out' && sign !== 'maybe out' && response.status !== 403
      const isGone = alive && !response.ok
      if (isGone && index < known.length - 1) continue
      if (isGone) throw noProof(response)
      return { alive, page: { response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() } }
    }
    throw new Error('there is always a page to ask')
  }

  /** After a login: asks the page again whose lack of a proof has asked for it; says whether there was one. */
  async askAgain(signal: AbortSignal): Promise<boolean> {
    const page = this.#lacking
    if (!page) return false
    this.#lacking = undefined
    const { url, route, key } = page
    const response = await patiently(() => this.#parts.session.get(url, { signal }), signal)
    const sign = this.#signs?.read({ route, key, response })
    if (sign === 'in') this.#trust(url)
    else if (sign === 'none' && response.ok) this.mute(page)
    return true
  }

  /**
   * A page lacks the proof right after a login, so that it says nothing of who is signed in; one that gave it when it was
   * asked before may lack it once, as by a greeting in its place.
   */
  mute({ url }: SeenUrl): void {
    if (this.#telling.delete(url)) return
    this.#mute.add(url)
    this.#proven = this.#proven.filter((page) => page.url !== url)
  }

  #trust(url: string): void {
    this.#telling.add(url)
    this.#mute.delete(url)
  }
}

/** A page as it is when no request of the crawl has asked for it. */
function unseen(url: string): SeenUrl {
  return { url, method: 'GET', route: '', key: new Uint8Array() }
}

/** The error of a page that cannot show who is signed in. */
export function noProof({ status, requestUrl }: Response): LoginError {
  return new LoginError(
    'NO_PROOF',
    `${requestUrl.origin}${requestUrl.pathname} responded ${status}, so it cannot show who is signed in: name a page that can as login.check`,
  )
}
