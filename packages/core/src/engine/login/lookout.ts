import { queuedBody } from '../../frontier/link.ts'
import type { Link } from '../../frontier/store.ts'
import type { KeptSessionParts } from './kept-session.ts'
import type { Killers } from './killers.ts'
import type { SignedInPage } from './signed-in-page.ts'
import { Proofs, type Checked } from './signs/proofs.ts'
import type { Sign, Signs, Witness } from './signs/signs.ts'
import { steadyNow } from './steady-now.ts'

/** What is asked for. */
export type PageRequest = Pick<Link, 'method' | 'url' | 'body' | 'route' | 'key'>

/** A page, and what it says of its visitor. */
export interface SeenPage {
  readonly page: SignedInPage
  readonly witness: Witness
  readonly sign: Sign
}

/** Fetches pages over the session of a user, and reads in each whether it was made for that user. */
export class Lookout {
  readonly #parts: KeptSessionParts
  readonly #signs: Signs | undefined
  readonly #killers: Killers
  readonly #proofs: Proofs

  constructor(parts: KeptSessionParts, signs: Signs | undefined, killers: Killers) {
    this.#parts = parts
    this.#signs = signs
    this.#killers = killers
    this.#proofs = new Proofs(parts, signs)
  }

  /** @throws {RequestError} when no response comes. */
  async see(request: PageRequest, epoch: number, signal: AbortSignal): Promise<SeenPage> {
    const { method, url, route, key } = request
    const body = request.body === undefined ? {} : { body: queuedBody(request.body) }
    const askedAt = steadyNow()
    this.#killers.begin(request)
    try {
      const response = await this.#parts.session.request(method, url, { ...body, signal })
      const witness = { route, key, response }
      const sign = this.#signs?.read(witness) ?? 'none'
      if (response.ok) this.#proofs.saw(request, sign)
      if (this.#showsLife(sign)) this.#killers.acquit(askedAt)
      const page = { response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow() }
      return { page, witness, sign }
    } finally {
      this.#killers.end(request, steadyNow())
    }
  }

  /** Whether the session is signed in now, and the page that shows it; not one after which it ever died. */
  async check(epoch: number, signal: AbortSignal): Promise<Checked> {
    const checked = await this.#proofs.check(epoch, signal, (page) => !this.#killers.wasThere(page))
    if (checked.page.proven) this.#killers.acquit(checked.page.askedAt)
    return checked
  }

  /** Without a proof of the crawler's, what shows nothing to the contrary has to do. */
  #showsLife(sign: Sign): boolean {
    return sign === 'in' || (sign === 'none' && !this.#parts.crawler.login?.signedIn)
  }
}
