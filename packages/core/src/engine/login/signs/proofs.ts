import { LoginError } from '../../../errors.ts'
import { homeOf } from '../../../extract/scope.ts'
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

  /**
   * Asks the page that `login.check` names, else the last that gave a proof, else the start of the crawl.
   *
   * @throws {LoginError} `NO_PROOF` when that page is not there.
   * @throws {RequestError} when it is out of order for long.
   */
  async check(epoch: number, signal: AbortSignal): Promise<Checked> {
    const { crawler, session } = this.#parts
    const { check, signedIn } = crawler.login ?? {}
    const likely = signedIn ? undefined : this.#lastFine
    const url = check ?? this.#lastProven ?? likely ?? homeOf(crawler)
    const askedAt = steadyNow()
    const response = await patiently(() => session.get(url, { signal }), signal)
    const sign = this.#signs?.read({ route: '', key: new Uint8Array(), response })
    const alive = sign !== 'out' && sign !== 'maybe out' && response.status !== 403
    if (alive && !response.ok) throw noProof(response)
    return { alive, page: { response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() } }
  }
}

function noProof({ status, requestUrl }: Response): LoginError {
  return new LoginError(
    'NO_PROOF',
    `${requestUrl.origin}${requestUrl.pathname} responded ${status}, so it cannot show who is signed in: name a page that can as login.check`,
  )
}
