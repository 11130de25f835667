import { BodyError, type RequestPlace } from '../../errors.ts'

/** What a body may cost. Sizes in bytes. */
export interface DecodeLimits {
  /** Decoded, and after every layer of a stack. */
  readonly maxBody: number
  /** Decoded bytes for each encoded one; only judged beyond `RATIO_FLOOR`. */
  readonly maxRatio: number
  /** Encoded, as it comes from the socket. No limit by default. */
  readonly maxRaw?: number
}

/** Up to here no ratio is suspicious: a short page of blanks is not a bomb. */
const RATIO_FLOOR = 1_000_000

// zlib refuses a greater `maxOutputLength`.
const ZLIB_MOST = 2 ** 31

/** Counts what goes in and comes out of the decoding of one body, and ends it at a limit. */
export class DecodeMeter {
  readonly #limits: DecodeLimits
  readonly #place: RequestPlace
  #raw = 0

  constructor(limits: DecodeLimits, place: RequestPlace) {
    this.#limits = limits
    this.#place = place
  }

  /** Encoded bytes so far. */
  get raw(): number {
    return this.#raw
  }

  /** The most that what has come so far may grow to. */
  get room(): number {
    const { maxBody, maxRatio } = this.#limits
    return Math.min(maxBody, Math.max(RATIO_FLOOR, this.#raw * maxRatio), ZLIB_MOST)
  }

  /** @throws {BodyError} `BODY_TOO_LARGE` beyond `maxRaw`. */
  countRaw(bytes: number): void {
    this.#raw += bytes
    const { maxRaw = Infinity } = this.#limits
    if (this.#raw > maxRaw) throw this.#tooLarge(`the encoded body is larger than ${maxRaw} bytes`, 'maxRaw')
  }

  /** @throws {BodyError} `BODY_TOO_LARGE` when `size` decoded bytes are too many, at all or for what came in. */
  checkDecoded(size: number): void {
    const { maxBody, maxRatio } = this.#limits
    if (size > maxBody) throw this.#tooLarge(`the body is larger than ${maxBody} bytes`, 'maxBody')
    if (size > RATIO_FLOOR && size > this.#raw * maxRatio)
      throw this.#tooLarge(
        `the body grows more than ${maxRatio}-fold when decoded, as a bomb does`,
        'maxRatio',
      )
  }

  /** Passes encoded pieces on, counted. */
  async *encoded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.countRaw(piece.length)
      yield piece
    }
  }

  /** Passes the decoded pieces of one layer on, judged. */
  async *decoded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let size = 0
    for await (const piece of pieces) {
      size += piece.length
      this.checkDecoded(size)
      yield piece
    }
  }

  #tooLarge(problem: string, option: string): BodyError {
    return new BodyError(
      'BODY_TOO_LARGE',
      this.#place,
      `${problem}: raise ${option} if the site is to be trusted`,
    )
  }
}
