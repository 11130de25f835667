import Bottleneck from 'bottleneck'

/**
 * Who waits at a site, first come first served, and how many may be at work there.
 *
 * Bottleneck keeps the order and the number. It keeps no rate: its clock is the one on the wall, which may be set back, and
 * nobody in another process sees it.
 */
export class Line {
  readonly #bottleneck: Bottleneck
  #width: number

  constructor(width: number) {
    // By its clock the next may always go: else one that is set back by an hour would stop a crawl for an hour.
    this.#bottleneck = new Bottleneck({ maxConcurrent: width, minTime: -Infinity })
    this.#width = width
  }

  /** How many may be at work. */
  set width(width: number) {
    if (width === this.#width) return
    this.#width = width
    void this.#bottleneck.updateSettings({ maxConcurrent: width })
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
    this.#bottleneck.schedule(work).catch(reject)
    return promise
  }
}
