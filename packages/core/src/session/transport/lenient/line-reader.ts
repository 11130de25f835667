/** Reads lines and pieces from bytes that arrive bit by bit. */
export class LineReader {
  readonly #source: AsyncIterator<Buffer>
  #buffer: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /**
   * The next line without its end, which is CRLF or a bare LF; `undefined` when the bytes end before, and `null` when it is
   * longer than `limit`.
   */
  async line(limit: number): Promise<string | undefined | null> {
    for (let searched = 0; ;) {
      const end = this.#buffer.indexOf(0x0a, searched)
      if (end >= 0 && end <= limit)
        return this.#take(end + 1)
          .toString('latin1')
          .replace(/\r?\n$/, '')
      searched = this.#buffer.length
      if (end >= 0 || searched > limit) return null
      if (!(await this.#fill())) return undefined
    }
  }

  /** The next bytes, at most `limit` of them; `undefined` at the end. */
  async some(limit: number): Promise<Buffer | undefined> {
    if (this.#buffer.length === 0 && !(await this.#fill())) return undefined
    return this.#take(Math.min(limit, this.#buffer.length))
  }

  async #fill(): Promise<boolean> {
    const { done, value } = await this.#source.next()
    if (done) return false
    this.#buffer = this.#buffer.length === 0 ? value : Buffer.concat([this.#buffer, value])
    return true
  }

  #take(length: number): Buffer {
    const taken = this.#buffer.subarray(0, length)
    this.#buffer = this.#buffer.subarray(length)
    return taken
  }
}
