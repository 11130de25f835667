import { DefinitionError } from '../../errors.ts'
import type { WireResponse } from './transport.ts'

/** What a body can do to the connection that it comes from. */
export interface Tap {
  pause(): void
  resume(): void
  /** Nobody has read for a while. */
  stalled(): void
}

const HIGH_WATER = 64 * 1024
const STALLED_AFTER = 1000
const DRAIN_TIME = 1000

/** The pieces of a body between the socket, which pushes, and the reader, who pulls; at most 64 KB wait here. */
export class Inflow {
  readonly #tap: Tap
  readonly #pieces: Uint8Array[] = []
  readonly #finished = Promise.withResolvers<void>()
  #bytes = 0
  #size = 0
  #isUntouched = true
  #successor: WireResponse | undefined
  #reader: PromiseWithResolvers<IteratorResult<Uint8Array, undefined>> | undefined
  #end: { readonly error: unknown } | undefined
  #stall: NodeJS.Timeout | undefined
  #unwanted: { left: number; readonly giveUp: () => void } | undefined

  constructor(tap: Tap) {
    this.#tap = tap
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#successor?.bytes() ?? this.#bytes
  }

  /** Whether no piece has been read. */
  get isUntouched(): boolean {
    return this.#isUntouched
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
    }
  }

  /** The last piece has come; with an error, not all of them have. */
  end(error?: unknown): void {
    if (this.#end) return
    this.#end = { error: this.#unwanted ? undefined : error }
    clearTimeout(this.#stall)
    this.#stall = undefined
    this.#finished.resolve()
    this.#answer()
  }

  /** The body comes from another response instead, from its start. */
  async continueWith(response: Promise<WireResponse>): Promise<void> {
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
    this.#unwanted = { left: limit, giveUp }
    this.#resume()
    if (limit === 0) giveUp()
    const timer = setTimeout(giveUp, DRAIN_TIME)
    await this.#finished.promise
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

  #pause(): void {
    if (this.#stall) return
    this.#stall = setTimeout(() => this.#tap.stalled(), STALLED_AFTER)
    this.#tap.pause()
  }

  #resume(): void {
    if (!this.#stall) return
    clearTimeout(this.#stall)
    this.#stall = undefined
    this.#tap.resume()
  }
}
