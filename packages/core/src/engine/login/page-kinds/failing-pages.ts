import { DEFAULT_RETRY } from '../../../session/retry.ts'
import type { SessionCheck } from '../check/session-check.ts'
import type { Logins } from '../logins.ts'
import type { SignedInPage } from '../signed-in-page.ts'

/**
 * Tells pages that fail since the session is dead from those that fail for themselves, though a site answers both with
 * the same status of 4xx.
 *
 * It is asked for each page that does not look signed out, and asks another page itself: at the first failure with a
 * status, the second, the fourth, and ever more rarely as long as the session lives.
 */
export class FailingPages {
  readonly #logins: Logins
  readonly #check: SessionCheck
  /** How many pages have failed with a status, and the statuses that have outlasted a login. */
  readonly #counts = new Map<number, number>()
  readonly #harmless = new Set<number>()
  /** Pages that fail together ask once. */
  #asking: Promise<boolean> | undefined

  constructor(logins: Logins, check: SessionCheck) {
    this.#logins = logins
    this.#check = check
  }

  /** Whether a page fails since the session is dead; not where it does not fail at all. */
  async isOfDeadSession({ response, epoch }: SignedInPage, signal: AbortSignal): Promise<boolean> {
    const { status } = response
    if (!isFailure(status)) return false
    if (this.#logins.isOver(epoch)) return true
    if (!this.#asking && !this.#isWorthAsking(status)) return false
    this.#asking ??= this.#ask(epoch, signal)
    return (await this.#asking) || this.#logins.isOver(epoch)
  }

  /** A page has come after a login: where it fails still, its status is no sign any more. */
  sawAfterLogin({ response: { status } }: SignedInPage): void {
    if (isFailure(status)) this.#harmless.add(status)
    else this.#counts.clear()
  }

  #isWorthAsking(status: number): boolean {
    if (this.#harmless.has(status)) return false
    const count = (this.#counts.get(status) ?? 0) + 1
    this.#counts.set(status, count)
    return Number.isInteger(Math.log2(count))
  }

  async #ask(epoch: number, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#check.isDead(epoch, signal)
    } finally {
      this.#asking = undefined
    }
  }
}

/** One that may be due to the visitor, and does not pass by itself. */
function isFailure(status: number): boolean {
  return status >= 400 && status < 500 && !DEFAULT_RETRY.statuses.includes(status)
}
