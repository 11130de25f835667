import { Stopped } from '../page/broken-off.ts'

/** Why a run ended. */
export type EndReason = 'finished' | 'stopped' | 'limit' | 'errors' | 'login' | 'failed'

/** Brings a run to its end: first no page is begun any more, after a time of grace none is waited for. */
export class Stop {
  readonly #grace: number
  readonly #asked = new AbortController()
  readonly #hard = new AbortController()
  #reason: EndReason | undefined
  #problem: string | undefined
  #timer: NodeJS.Timeout | undefined

  /** @param grace - milliseconds that pages in flight have to end by themselves. */
  constructor(grace: number) {
    this.#grace = grace
  }

  /** Why no page is claimed any more; `undefined` while the run goes on. */
  get reason(): EndReason | undefined {
    return this.#reason
  }

  /** What has ended the run, where something did: one paragraph. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** Aborted when no page is to be begun: one that waits for its turn is given back. */
  get asked(): AbortSignal {
    return this.#asked.signal
  }

  /** Aborted when what is in flight must end too. */
  get hard(): AbortSignal {
    return this.#hard.signal
  }

  /** No page is begun any more, and those in flight have the time of grace; none where the run has failed. */
  ask(reason: EndReason, problem?: string): void {
    this.#reason ??= reason
    this.#problem ??= problem
    if (this.#asked.signal.aborted) return
    this.#asked.abort(new Stopped())
    // What cannot be committed need not be waited for.
    if (reason === 'failed') this.#hard.abort(new Stopped())
    else this.#timer = setTimeout(() => this.#hard.abort(new Stopped()), this.#grace)
  }

  /** No page is claimed any more, but those that are claimed are worked off, however long they take. */
  closeQueue(reason: EndReason): void {
    this.#reason ??= reason
  }

  /** Forgets the time of grace: everything has ended. */
  done(): void {
    clearTimeout(this.#timer)
  }
}
