import { machineNow } from './machine-clock.ts'

const LEAST = 1 / 8
/** What an answer adds. */
const STEP = 1 / 16
/** How much an answer weighs in the latency of late and in the usual one. */
const WEIGHT_OF_LATE = 0.2
const WEIGHT_USUALLY = 0.02

/**
 * The share of its limit at which a site is asked: halved when it struggles, and raised by a little with each answer, as
 * TCP does with a line (additive increase, multiplicative decrease). It struggles when it fails, and when its answers take
 * three times as long as usual and a second more.
 */
export class Effort {
  #share = 1
  #cutAt = -Infinity
  /** Milliseconds, averaged. */
  #late = 0
  #usual = 0

  /** From an eighth to 1. */
  get share(): number {
    return this.#share
  }

  /** An answer has come. */
  answered(askedAt: number): void {
    this.#share = Math.min(1, this.#share + STEP)
    const latency = machineNow() - askedAt
    this.#usual += this.#usual === 0 ? latency : (latency - this.#usual) * WEIGHT_USUALLY
    this.#late += this.#late === 0 ? latency : (latency - this.#late) * WEIGHT_OF_LATE
    if (this.#late > 3 * this.#usual + 1_000) this.cut(askedAt)
  }

  /** The site struggles; what was asked before the last cut is no news. */
  cut(askedAt: number): void {
    if (askedAt < this.#cutAt) return
    this.#cutAt = machineNow()
    this.#share = Math.max(LEAST, this.#share / 2)
  }

  /** After a pause it begins anew, gently. */
  rest(): void {
    this.#cutAt = machineNow()
    this.#share = LEAST
  }
}
