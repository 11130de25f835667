import type { Socket } from 'node:net'

const LENGTH = 16
// The line of the last chunk, without the empty line that has to follow it (RFC 9112 section 7.1).
const LAST_CHUNK = /\n0+\r?\n\r?$/

/** The last bytes that came over a socket. */
export class Tail {
  #last: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    const push = socket.push.bind(socket)
    socket.push = (chunk: Buffer | null, encoding) => {
      if (chunk) this.#keep(chunk)
      return push(chunk, encoding)
    }
  }

  /** Whether a chunked body was there to its last byte, and only its final line break was not. */
  get endsWithLastChunk(): boolean {
    return LAST_CHUNK.test(this.#last.subarray(-LENGTH).toString('latin1'))
  }

  #keep(chunk: Buffer): void {
    this.#last = chunk.length < LENGTH ? Buffer.concat([this.#last.subarray(-LENGTH), chunk]) : chunk
  }
}
