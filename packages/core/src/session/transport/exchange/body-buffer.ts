import { DefinitionError } from '../../../errors.ts'
import type { WireResponse } from '../transport.ts'
import type { WireBody } from './wire-body.ts'

/** What a body can do to the connection that it comes from. */
export interface FlowControl {
  pause(): void
  resume(): void
  /** Nobody has read for a while. */
  stalled(): void
}

const HIGH_WATER = 64 * 1024
/** So many pieces that nobody has read count as a full buffer, which a trickle may never fill. */
const MANY_PIECES = 32
const EMPTY = new Uint8Array()
const STALLED_AFTER = 1000
const DRAIN_TIME = 1000

/** The pieces of a body between the socket, which pushes, and the reader, who pulls; at most 64 KB wait here. */
export class BodyBuffer {
  readonly #flow: FlowControl
  readonly #pieces: Uint8Array[] = []
  #bytes = 0
  #size = 0
  #isUntouched = true
  /** Let go of once it takes a reader to go on, or nobody seems to read. */
  #body: WireBody | undefined
  #successor: WireResponse | undefined
  #reader: PromiseWithResolvers<IteratorResult<Uint8Array, undefined>> | undefined
  #end: { readonly error: unknown } | undefined
  #stall: NodeJS.Timeout | undefined
  #unwanted: { left: number; readonly giveUp: () => void; readonly finished: () => void } | undefined

  constructor(flow: FlowControl) {
    this.#flow = flow
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#successor?.bytes() ?? this.#bytes
  }

  /** Whether no piece has been read. */
  get isUntouched(): boolean {
    return this.#isUntouched
  }

  /** The body that the pieces are for; without it they are only kept. */
  feed(body: WireBody): void {
    this.#body = body
  }

  push(piece: Uint8Array): void {
    this.#bytes += piece.length
    if (this.#unwanted) {
      this.#unwanted.left -= piece.length
      if (this.#unwanted.left < 0) this.#unwanted.giveUp()
    } else if (this.#reader) {
      this.#isUntouched = false
      this.#reader.resolve({ done: false, value: piece })
      this.#reader = undefined
    } else {
      this.#pieces.push(piece)
      this.#size += piece.length
      if (this.#size > HIGH_WATER) this.#pause()
      else if (this.#pieces.length === MANY_PIECES) this.#letGo()
    }
  }

  /** The last piece has come; with an error, not all of them have. */
  end(error?: unknown): void {
    if (this.#end) return
    this.#end = { error: this.#unwanted ? undefined : error }
    clearTimeout(this.#stall)
    this.#stall = undefined
    this.#unwanted?.finished()
    this.#answer()
  }

  /** The body comes from another response instead, from its start. */
  async continueWith(response: Promise<WireResponse>): Promise<void> {
    this.#letGo()
    this.#clear()
    try {
      this.#successor = await response
      if (!this.#unwanted) this.#answer()
      else {
        await this.#successor.cancel()
        this.end()
      }
    } catch (error) {
      this.end(error)
    }
  }

  /** All of the body at once, if it has come without an error and none of it was read. */
  whole(): Uint8Array | undefined {
    if (!this.#end || this.#end.error !== undefined || !this.#isUntouched || this.#successor) return undefined
    this.#isUntouched = false
    const [first = EMPTY] = this.#pieces
    const whole = this.#pieces.length > 1 ? Buffer.concat(this.#pieces) : first
    this.#clear()
    return whole
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#successor) return this.#successor.body[Symbol.asyncIterator]().next()
    const value = this.#pieces.shift()
    if (value) {
      this.#isUntouched = false
      this.#size -= value.length
      if (this.#size <= HIGH_WATER) this.#resume()
      return { done: false, value }
    }
    if (this.#end) {
      const { error } = this.#end
      this.#end = { error: undefined }
      if (error !== undefined) throw error
      return { done: true, value: undefined }
    }
    if (this.#reader) throw new DefinitionError('a body has one reader, who asks for one piece at a time')
    this.#reader = Promise.withResolvers()
    return this.#reader.promise
  }

  /** Nobody wants the rest: up to `limit` bytes are read away, for a longer or a slow rest the exchange is given up. */
  async drain(limit: number, giveUp: () => void): Promise<void> {
    this.#clear()
    if (this.#successor) return this.#successor.cancel()
    if (this.#end || this.#unwanted) return
    const { promise, resolve: finished } = Promise.withResolvers<void>()
    this.#unwanted = { left: limit, giveUp, finished }
    this.#resume()
    if (limit === 0) giveUp()
    const timer = setTimeout(giveUp, DRAIN_TIME)
    await promise
    clearTimeout(timer)
  }

  #clear(): void {
    this.#pieces.length = 0
    this.#size = 0
  }

  #answer(): void {
    const reader = this.#reader
    this.#reader = undefined
    reader?.resolve(this.next())
  }

  #letGo(): void {
    this.#body?.endWhenForgotten()
    this.#body = undefined
  }

  #pause(): void {
    if (this.#stall) return
    this.#letGo()
    this.#stall = setTimeout(() => this.#flow.stalled(), STALLED_AFTER)
    this.#flow.pause()
  }

  #resume(): void {
    if (!this.#stall) return
    clearTimeout(this.#stall)
    this.#stall = undefined
    this.#flow.resume()
  }
}
