import { Failure, tooLate } from './failure.ts'

const LONGEST_TIMER = 2 ** 31 - 1

/** The limit of the phase that an exchange is in: one timer, set anew for each phase. */
export class Countdown {
  readonly #passed: (failure: Failure) => void
  #timer: NodeJS.Timeout | undefined

  constructor(passed: (failure: Failure) => void) {
    this.#passed = passed
  }

  /** Begins a phase; `limit` in milliseconds. */
  start(code: string, waitedFor: string, limit: number): void {
    clearTimeout(this.#timer)
    this.#timer =
      limit > 0 && limit <= LONGEST_TIMER
        ? setTimeout(() => this.#passed(tooLate(code, waitedFor, limit)), limit)
        : undefined
  }

  /** There was progress: the phase has its whole limit again. */
  refresh(): void {
    this.#timer?.refresh()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
