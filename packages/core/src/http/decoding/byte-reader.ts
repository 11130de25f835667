const EMPTY = new Uint8Array()

/** Reads a stream of pieces with a look ahead, and takes back what was read too far. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  #held: Uint8Array = EMPTY

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  /** The next piece, never empty; `undefined` at the end. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#held.length === 0) return this.#pull()
    const piece = this.#held
    this.#held = EMPTY
    return piece
  }

  /** What comes next, at least `length` bytes of it unless the stream ends before; it stays unread. */
  async peek(length: number): Promise<Uint8Array> {
    let size = this.#held.length
    if (size >= length) return this.#held
    const pieces = size === 0 ? [] : [this.#held]
    while (size < length) {
      const piece = await this.#pull()
      if (!piece) break
      size += piece.length
      pieces.push(piece)
    }
    this.#held = pieces.length > 1 ? Buffer.concat(pieces, size) : (pieces[0] ?? EMPTY)
    return this.#held
  }

  /** Reads exactly `length` bytes, fewer only at the end. */
  async take(length: number): Promise<Uint8Array> {
    const ahead = await this.peek(length)
    this.#held = ahead.subarray(length)
    return ahead.subarray(0, length)
  }

  /** Puts back the end of the piece that `next` gave last. */
  unread(rest: Uint8Array): void {
    this.#held = rest
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = await this.next(); piece; piece = await this.next()) yield piece
    } finally {
      await this.close()
    }
  }

  /** Tells the source that nobody reads on. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  async #pull(): Promise<Uint8Array | undefined> {
    for (;;) {
      const { done, value } = await this.#pieces.next()
      if (done) return undefined
      if (value.length > 0) return value
    }
  }
}
