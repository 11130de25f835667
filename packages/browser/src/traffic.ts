import { setTimeout as sleep } from 'node:timers/promises'

import type { BrowserContext, Request } from 'playwright-core'

/** How long nothing is under way in a browser that is at rest, in milliseconds. */
const QUIET = 500
/** How often it is looked at, in milliseconds. */
const PACE = 50

/** What the pages of a browser have asked for and not been given yet. */
export class Traffic {
  readonly #underWay = new Set<Request>()
  #changedAt = performance.now()

  constructor(context: BrowserContext) {
    const end = (request: Request) => this.#changed(() => this.#underWay.delete(request))
    context.on('request', (request) => this.#changed(() => this.#underWay.add(request)))
    context.on('requestfinished', end)
    context.on('requestfailed', end)
  }

  /**
   * Waits until nothing has been under way for half a second from now on, `longest` milliseconds at most.
   *
   * The `networkidle` of playwright-core is said once for each page: what a script does later does not take it back.
   */
  async rest(longest: number): Promise<void> {
    const began = performance.now()
    while (performance.now() - began < longest) {
      const quiet = performance.now() - Math.max(began, this.#changedAt)
      if (this.#underWay.size === 0 && quiet >= QUIET) return
      await sleep(PACE)
    }
  }

  #changed(change: () => void): void {
    change()
    this.#changedAt = performance.now()
  }
}
