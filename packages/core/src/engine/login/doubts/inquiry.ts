import type { KeptSessionParts } from '../kept-session.ts'
import type { Logins } from '../logins.ts'
import type { Lookout, PageRequest } from '../lookout.ts'
import type { SignedInPage } from '../signed-in-page.ts'
import type { Checked } from '../signs/proofs.ts'
import type { Signs } from '../signs/signs.ts'
import { blameTheLogin, blameThePage } from './blame.ts'
import type { Killers } from './killers.ts'

/** How often the session must die of a page that is looked at alone. */
const MOST_DEATHS = 2

/** Finds out, while nothing else is fetched, whether it is a page or the login that is to blame. */
export class Inquiry {
  readonly #parts: KeptSessionParts
  readonly #signs: Signs | undefined
  readonly #logins: Logins
  readonly #lookout: Lookout
  readonly #killers: Killers

  constructor(
    parts: KeptSessionParts,
    signs: Signs | undefined,
    { logins, lookout, killers }: { logins: Logins; lookout: Lookout; killers: Killers },
  ) {
    this.#parts = parts
    this.#signs = signs
    this.#logins = logins
    this.#lookout = lookout
    this.#killers = killers
  }

  /**
   * Fetches a page of a session that is signed in, and looks whether it still is.
   *
   * @throws {EndsSession} when the session dies of it.
   * @throws {LoginError} `STILL_SIGNED_OUT` when a login has no effect.
   * @throws {RequestError} `SIGNED_OUT` when it is only this page that does not know its visitor.
   */
  async fetch(request: PageRequest, signal: AbortSignal): Promise<SignedInPage> {
    await this.#logins.ready(signal)
    // After a login nothing is asked before the page: a session may be good for few requests.
    if (!(await this.#check(signal)).alive) await this.#logins.renewDead(signal)
    for (let deaths = 0; deaths < MOST_DEATHS; deaths++) {
      const { page, witness, sign } = await this.#lookout.see(request, this.#logins.epoch, signal)
      const { alive, page: proof } = await this.#check(signal)
      if (!alive) {
        await this.#logins.expired(page.epoch, this.#signs?.twins(witness) ?? [], signal)
        await this.#seeThatLoginHelped(signal)
        continue
      }
      if (sign === 'out') throw blameThePage(page.response)
      if (sign === 'maybe out' && page.response.status !== 403) this.#signs?.learn(witness)
      this.#killers.acquit(proof.askedAt)
      return { ...page, proven: page.proven || proof.proven }
    }
    throw await this.#killers.learn(request)
  }

  async #seeThatLoginHelped(signal: AbortSignal): Promise<void> {
    const { alive, page } = await this.#check(signal)
    if (!alive) throw blameTheLogin(this.#parts, page.response)
  }

  #check(signal: AbortSignal): Promise<Checked> {
    return this.#lookout.check(this.#logins.epoch, signal)
  }
}
