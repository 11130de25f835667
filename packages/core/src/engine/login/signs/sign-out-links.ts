import { signOutOffer } from '../../../extract/follow/sign-out.ts'
import type { Response } from '../../../http/response.ts'
import { isHtml } from './password-field.ts'

/** A route whose pages offer to sign out, and whether all do whose visitor was signed in. */
export type SignOutRoute = [route: string, all: boolean]

/** After so many pages of a route without an offer nobody looks for one any more. */
const MOST_WITHOUT = 8

/** Learns on which routes pages offer to sign out, as they do to who is signed in, and notices one that does so no more. */
export class SignOutLinks {
  /** What is known, and goes on with a kept session; grows as more becomes known. */
  routes: SignOutRoute[] = []
  /** How the last page did it: most are alike. */
  #offer: string | undefined
  /** How many pages of a route came before any that offers it. */
  readonly #without = new Map<string, number>()

  /** Whether a page lacks what every page of its route had. */
  isMissing(route: string, response: Response): boolean {
    if (!isHtml(response)) return false
    const known = this.#of(route)
    const without = this.#without.get(route) ?? 0
    if (known ? !known[1] : without === MOST_WITHOUT) return false
    const isOffered = this.isOffered(response)
    if (known) return !isOffered
    if (isOffered) this.routes.push([route, true])
    else this.#without.set(route, without + 1)
    return false
  }

  /** Whether a page offers it. */
  isOffered({ text }: Response): boolean {
    if (this.#offer !== undefined && text.includes(this.#offer)) return true
    const offer = signOutOffer(text)
    this.#offer = offer ?? this.#offer
    return offer !== undefined
  }

  /** A page whose visitor is signed in: where it lacks the offer, others of its route may too. */
  learn(route: string, response: Response): void {
    const known = this.#of(route)
    if (known && isHtml(response) && !this.isOffered(response)) known[1] = false
  }

  #of(route: string): SignOutRoute | undefined {
    return this.routes.find(([name]) => name === route)
  }
}
