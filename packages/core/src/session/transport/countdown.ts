import { LONGEST_TIMER } from '../longest-timer.ts'
import { Failure, tooLate } from './failure.ts'

/** The limit of the phase that an exchange is in: one timer, which a phase of the same length takes over. */
export class Countdown {
  readonly #passed: (failure: Failure) => void
  #code = ''
  #waitedFor = ''
  #limit = 0
  #timer: NodeJS.Timeout | undefined

  constructor(passed: (failure: Failure) => void) {
    this.#passed = passed
  }

  /** Begins a phase; `limit` in milliseconds. */
  start(code: string, waitedFor: string, limit: number): void {
    this.#code = code
    this.#waitedFor = waitedFor
    if (this.#timer && this.#limit === limit) {
      this.#timer.refresh()
      return
    }
    this.stop()
    this.#limit = limit
    if (limit > 0 && limit <= LONGEST_TIMER) this.#timer = setTimeout(this.#pass, limit)
  }

  /** There was progress: the phase has its whole limit again. */
  refresh(): void {
    this.#timer?.refresh()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  readonly #pass = (): void => this.#passed(tooLate(this.#code, this.#waitedFor, this.#limit))
}
