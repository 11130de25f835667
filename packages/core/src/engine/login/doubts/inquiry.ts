import type { KeptSessionParts } from '../kept-session.ts'
import type { Logins } from '../logins.ts'
import type { Lookout, PageRequest } from '../lookout.ts'
import type { SignedInPage } from '../signed-in-page.ts'
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
   * Fetches a page between two proofs.
   *
   * @throws {EndsSession} when the session dies of it.
   * @throws {LoginError} `STILL_SIGNED_OUT` when a login has no effect.
   * @throws {RequestError} `SIGNED_OUT` when it is only this page that does not know its visitor.
   */
  async fetch(request: PageRequest, signal: AbortSignal): Promise<SignedInPage> {
    for (let deaths = 0; deaths < MOST_DEATHS; deaths++) {
      await this.#beSignedIn(signal)
      const { page, witness, sign } = await this.#lookout.see(request, this.#logins.epoch, signal)
      const { alive, page: proof } = await this.#lookout.check(this.#logins.epoch, signal)
      if (!alive) {
        await this.#logins.expired(page.epoch, this.#signs?.twins(witness) ?? [], signal)
        continue
      }
      if (sign === 'out') throw blameThePage(page.response)
      if (sign === 'maybe out' && page.response.status !== 403) this.#signs?.learn(witness)
      this.#killers.acquit(proof.askedAt)
      return { ...page, proven: page.proven || proof.proven }
    }
    throw await this.#killers.learn(request)
  }

  async #beSignedIn(signal: AbortSignal): Promise<void> {
    await this.#logins.ready(signal)
    const { epoch } = this.#logins
    if ((await this.#lookout.check(epoch, signal)).alive) return
    await this.#logins.renewDead(signal)
    const { alive, page } = await this.#lookout.check(this.#logins.epoch, signal)
    if (!alive) throw blameTheLogin(this.#parts, page.response)
  }
}
