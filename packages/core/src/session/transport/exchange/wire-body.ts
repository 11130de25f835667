/** Where the pieces of a body come from. */
export interface PieceSource {
  next(): Promise<IteratorResult<Uint8Array, undefined>>
  cancel(): Promise<void>
}

// From then on the source must not know its body, or the body could never be collected.
const forgotten = new FinalizationRegistry<PieceSource>((source) => void source.cancel())

/** The body of a response, to be read once. Breaking off ends the exchange. */
export class WireBody implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #source: PieceSource

  constructor(source: PieceSource) {
    this.#source = source
  }

  /**
   * Letting go of the body, too, ends the exchange from now on.
   *
   * For those alone that would never end by themselves: what a registry holds outlives a few garbage collections.
   */
  endWhenForgotten(): void {
    forgotten.register(this, this.#source)
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    return this.#source.next()
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await this.#source.cancel()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
