import { planOf } from '../../extract/plan.ts'
import type { KeptSessionParts } from './kept-session.ts'
import type { SignedInPage } from './signed-in-page.ts'
import type { Sign, Signs } from './signs.ts'
import { steadyNow } from './steady-now.ts'

/** Whether a session is signed in, and the page that shows it. */
export interface Checked {
  readonly alive: boolean
  readonly page: SignedInPage
}

/** Knows which pages show that a session is signed in, and asks them. */
export class Proofs {
  readonly #parts: KeptSessionParts
  readonly #signs: Signs | undefined
  #lastProven: string | undefined
  #lastFine: string | undefined

  constructor(parts: KeptSessionParts, signs: Signs | undefined) {
    this.#parts = parts
    this.#signs = signs
  }

  /** The last page that did not show its visitor to be signed out. */
  get lastFine(): string | undefined {
    return this.#lastFine
  }

  /** Remembers a page that did not show its visitor to be signed out. */
  saw(url: string, sign: Sign): void {
    this.#lastFine = url
    if (sign === 'in') this.#lastProven = url
  }

  /** Asks the page that `login.check` names, else the last that gave a proof, else the start of the crawl. */
  async check(epoch: number, signal: AbortSignal): Promise<Checked> {
    const { crawler, session } = this.#parts
    const { check, signedIn } = crawler.login ?? {}
    const likely = signedIn ? undefined : this.#lastFine
    const askedAt = steadyNow()
    const response = await session.get(check ?? this.#lastProven ?? likely ?? planOf(crawler).home, {
      signal,
    })
    const sign = this.#signs?.read({ route: '', key: new Uint8Array(), response })
    const page = { response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() }
    return { alive: response.ok && (sign === 'in' || sign === 'none'), page }
  }
}
