import { machineNow } from './machine-clock.ts'

/** So many failures in a row, and a site is not asked any more but for a probe. */
const MOST_FAILURES = 5

/** Whether a site is asked at all: not after too many failures in a row, until a probe shows that it is well. */
export class Circuit {
  #failures = 0
  #mostFailures = MOST_FAILURES
  #failingSince: number | undefined
  #open: PromiseWithResolvers<void> | undefined

  get isOpen(): boolean {
    return this.#open !== undefined
  }

  /** How long nothing but failures has come, in milliseconds. */
  get failingFor(): number {
    return this.#failingSince === undefined ? 0 : machineNow() - this.#failingSince
  }

  /** Whether a probe has shown that the site is well, and nothing but failures came since: the pages are to blame. */
  get isCleared(): boolean {
    return this.#mostFailures > MOST_FAILURES
  }

  /** Resolves when the site may be asked again. */
  async closed(): Promise<void> {
    await this.#open?.promise
  }

  /** @returns how many failures there were in a row with this one. */
  failed(): number {
    this.#failingSince ??= machineNow()
    this.#failures++
    if (this.#failures >= this.#mostFailures) this.#open ??= Promise.withResolvers()
    return this.#failures
  }

  /** A page was answered. */
  answered(): void {
    this.#mostFailures = MOST_FAILURES
    this.#close()
  }

  /** A probe was answered: where the site is well, it is the pages that fail, and more of them may do so in a row. */
  probed(): void {
    this.#mostFailures *= 2
    this.#close()
  }

  #close(): void {
    this.#failures = 0
    this.#failingSince = undefined
    this.#open?.resolve()
    this.#open = undefined
  }
}
