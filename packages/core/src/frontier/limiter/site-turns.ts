import { setTimeout as sleep } from 'node:timers/promises'

import type { Request } from '../../http/request.ts'
import { LONGEST_TIMER } from '../../session/longest-timer.ts'
import type { Turn } from '../../session/turns.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { Line } from './line.ts'
import { machineNow } from './machine-clock.ts'
import { machineTurns } from './machine-turns.ts'
import { SiteHealth } from './site-health.ts'
import { gentlest, type SiteRate } from './site-rate.ts'
import type { Verdict } from './verdict.ts'

/** A crawl that asks a site. */
export interface Guest {
  /** How fast it may. */
  rate: SiteRate
  /** Told what each of its requests says about the site. */
  readonly told: (verdict: Verdict) => void
}

/** The turns of one site, for all that ask it in this process. */
export class SiteTurns {
  readonly name: string
  readonly health = new SiteHealth()
  readonly #guests = new Set<Guest>()
  /** Only where there is something to wait for: it costs 0.3 ms and 2 ms of latency a turn. */
  #line: Line | undefined
  #rate: SiteRate = { interval: 0, concurrency: Infinity, burst: 1 }
  #lastAsked: URL | undefined
  readonly #probes = new Set<URL>()

  constructor(name: string) {
    this.name = name
  }

  /** How fast it is asked now: its rate, as far as it bears it. */
  get rate(): SiteRate {
    const { share } = this.health
    if (share === 1) return this.#rate
    const { interval, concurrency } = this.#rate
    return { interval: interval / share, concurrency: Math.max(1, Math.floor(concurrency * share)), burst: 1 }
  }

  /** Whether it is asked less than it might be. */
  get isSlowed(): boolean {
    return this.health.share < 1
  }

  /** What it was asked for last. */
  get lastAsked(): URL | undefined {
    return this.#lastAsked
  }

  /** Whether nobody asks it, and it has nothing to be remembered for. */
  get isIdle(): boolean {
    return this.#guests.size === 0 && this.health.quiet === 0
  }

  /** The gentlest of all rates holds. */
  join(guest: Guest): void {
    this.#guests.add(guest)
    this.settle()
  }

  leave(guest: Guest): void {
    if (!this.#guests.delete(guest)) return
    if (this.#guests.size > 0) this.settle()
    else if (this.#rate.interval > 0) machineTurns.leave(this.name)
  }

  /** Takes note of the rates as they are now. */
  settle(): void {
    this.#rate = gentlest([...this.#guests].map(({ rate }) => rate))
    this.#adjustLine()
  }

  /** While the site is not asked, a request for this URL goes out all the same, until this is disposed. */
  letThrough(url: URL): Disposable {
    const probe = new URL(url)
    this.#probes.add(probe)
    return { [Symbol.dispose]: () => void this.#probes.delete(probe) }
  }

  /** A turn at once, where there is nothing to wait for. */
  takeNow(request: Request, guest: Guest): Turn | undefined {
    if (this.#rate.interval > 0 || this.isSlowed || !this.#isWelcome(request)) return undefined
    return this.#begin(request, guest, () => {})
  }

  /** Waits for a turn. */
  async take(request: Request, guest: Guest, signal: AbortSignal): Promise<Turn> {
    for (;;) {
      while (!this.#isWelcome(request)) await this.#welcome(signal)
      const turn = await this.#standInLine(request, guest, signal)
      if (turn) return turn
    }
  }

  #isWelcome({ url }: Request): boolean {
    const { quiet, circuit } = this.health
    return quiet === 0 && (!circuit.isOpen || this.#isProbe(url))
  }

  #isProbe(url: URL): boolean {
    return this.#probes.values().some(({ href }) => href === url.href)
  }

  async #welcome(signal: AbortSignal): Promise<void> {
    const { quiet, circuit } = this.health
    if (quiet > 0) await rest(quiet, signal)
    else await unlessAborted(circuit.closed(), signal)
  }

  /** @returns `undefined` when the site was found not to want anybody meanwhile. */
  async #standInLine(request: Request, guest: Guest, signal: AbortSignal): Promise<Turn | undefined> {
    this.#line ??= new Line(this.rate.concurrency)
    const enter = async (leave: () => void) =>
      (await this.#isDue(request, signal)) ? this.#begin(request, guest, leave) : undefined
    const standing = this.#line.stand(enter)
    try {
      return await unlessAborted(standing, signal)
    } catch (error) {
      // Nobody takes the turn that may yet come.
      standing.then((turn) => turn?.end(undefined)).catch(() => undefined)
      throw error
    }
  }

  /** Waits for the machine's turn; false when the site is found not to want anybody. */
  async #isDue(request: Request, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      signal.throwIfAborted()
      if (!this.#isWelcome(request)) return false
      if (this.#rate.interval === 0) return true
      const wait = machineTurns.take(this.name, this.rate)
      if (wait === 0) return true
      await rest(wait, signal)
    }
  }

  #begin(request: Request, guest: Guest, over: () => void): Turn {
    const isShared = this.#rate.interval > 0
    const at = machineNow()
    this.#lastAsked = request.url
    return {
      end: (outcome) => {
        if (isShared) machineTurns.end(this.name)
        const verdict = this.health.learn(outcome, { request, at, isProbe: this.#isProbe(request.url) })
        if (verdict.kind === 'put off' && this.#rate.interval > 0)
          machineTurns.pause(this.name, this.health.quiet)
        this.#adjustLine()
        over()
        guest.told(verdict)
      },
    }
  }

  #adjustLine(): void {
    if (this.#line) this.#line.width = this.rate.concurrency
  }
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.min(milliseconds, LONGEST_TIMER), undefined, { signal })
  } catch {
    // Not the AbortError of the sleep: who stops a run says why.
    signal.throwIfAborted()
  }
}
