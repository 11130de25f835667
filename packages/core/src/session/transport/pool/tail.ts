import type { Socket } from 'node:net'

const LENGTH = 16
// The line of the last chunk, without the empty line that has to follow it (RFC 9112 section 7.1).
const LAST_CHUNK = /\n0+\r?\n\r?$/

/** The last bytes that came over a socket. */
export class Tail {
  #bytes: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    const push = socket.push.bind(socket)
    socket.push = (chunk: Buffer | null, encoding) => {
      if (chunk) this.#keep(chunk)
      return push(chunk, encoding)
    }
  }

  /** Whether a chunked body was there to its last byte, and only its final line break was not. */
  get endsWithLastChunk(): boolean {
    return LAST_CHUNK.test(this.#bytes.toString('latin1'))
  }

  #keep(chunk: Buffer): void {
    const whole = chunk.length < LENGTH ? Buffer.concat([this.#bytes, chunk]) : chunk
    this.#bytes = whole.subarray(-LENGTH)
  }
}
