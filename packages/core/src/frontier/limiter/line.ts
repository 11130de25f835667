import PQueue from 'p-queue'

/** Who waits at a site, first come first served, and how many may be at work there. */
export class Line {
  readonly #queue: PQueue

  constructor(width: number) {
    this.#queue = new PQueue({ concurrency: width })
  }

  /** How many may be at work. */
  set width(width: number) {
    if (width !== this.#queue.concurrency) this.#queue.concurrency = width
  }

  /**
   * Waits for a place, then for what `enter` waits for; the place is held until `leave` is called.
   *
   * @param enter - what is `undefined` when there is no reason to hold the place any more.
   */
  async stand<T>(enter: (leave: () => void) => Promise<T | undefined>): Promise<T | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<T | undefined>()
    const work = async () => {
      const left = Promise.withResolvers<void>()
      const entered = await enter(left.resolve)
      resolve(entered)
      if (entered !== undefined) await left.promise
    }
    this.#queue.add(work).catch(reject)
    return promise
  }
}
