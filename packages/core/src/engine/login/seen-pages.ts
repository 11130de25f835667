import type { LogoutPages } from './page-kinds/logout-pages.ts'
import type { ProofPages } from './page-kinds/proof-pages.ts'
import { requestPage, type PageRequest } from './request-page.ts'
import { steadyNow, type SignedInPage } from './signed-in-page.ts'
import type { Sign } from './signs/signs.ts'
import type { Member } from './user.ts'

/** A page, and what it says of its visitor. */
export interface SeenPage extends SignedInPage {
  readonly sign: Sign
}

/** Fetches pages over the session of a member, whether it is signed in or not, and reads in each who it was made for. */
export class SeenPages {
  readonly #member: Member
  readonly #proofPages: ProofPages
  readonly #logoutPages: LogoutPages

  constructor(member: Member, proofPages: ProofPages, logoutPages: LogoutPages) {
    this.#member = member
    this.#proofPages = proofPages
    this.#logoutPages = logoutPages
  }

  /** @throws {RequestError} when no response comes. */
  async fetch(request: PageRequest, epoch: number, signal: AbortSignal): Promise<SeenPage> {
    const { session, signs } = this.#member
    const isFirst = this.#proofPages.begin()
    const askedAt = steadyNow()
    this.#logoutPages.begin(request)
    try {
      const response = await requestPage(session, request, signal)
      const sign = signs.read(request, response)
      if (response.ok) this.#proofPages.saw(request, sign, isFirst)
      if (this.#showsLife(sign)) this.#logoutPages.sawAlive(askedAt)
      return { response, epoch, proven: sign === 'in', askedAt, arrivedAt: steadyNow(), sign }
    } finally {
      this.#logoutPages.end(request, steadyNow())
    }
  }

  /** Without a proof of the crawler's, what shows nothing to the contrary has to do. */
  #showsLife(sign: Sign): boolean {
    return sign === 'in' || (sign === 'none' && !this.#member.login.signedIn)
  }
}
