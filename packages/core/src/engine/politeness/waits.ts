import type { QueuedRequest } from '../../frontier/store.ts'
import { forgetOldest } from '../../session/forget-oldest.ts'

/** So often a page may be put off while others of its site are answered. */
const MOST_WAITS = 8
/** So many pages are remembered. */
const CAPACITY = 1_000

/** Tells a page that is put off for ever from a site that puts everything off: only the latter may take as long as it likes. */
export class Waits {
  readonly #waits = new Map<number, { times: number; answers: number }>()

  /**
   * A request was put off; false when it was so too often.
   *
   * @param answers - how many requests its site has answered so far.
   */
  mayWait({ id }: QueuedRequest, answers: number): boolean {
    const known = this.#waits.get(id)
    const wait = { times: (known?.times ?? 0) + Number(answers > (known?.answers ?? answers)), answers }
    this.#waits.delete(id)
    this.#waits.set(id, wait)
    forgetOldest(this.#waits, CAPACITY)
    return wait.times < MOST_WAITS
  }
}
