import type { Socket } from 'node:net'

import type { Request } from '../../../http/request.ts'
import { asError } from '../../../thrown.ts'
import { Countdown } from '../countdown.ts'
import type { Errand } from '../exchange/errand.ts'
import type { Outgoing } from '../exchange/outgoing.ts'
import { ReceivedResponse } from '../exchange/received-response.ts'
import type { Receiver } from '../exchange/received-response.ts'
import { explain } from '../explain.ts'
import { thrown } from '../failure.ts'
import type { PooledConnection } from '../pool/pooled-connection.ts'
import { unauthorized } from '../proxy/http-tunnel.ts'
import type { WireResponse } from '../transport.ts'
import { framingOf, readBody } from './forgiving-body.ts'
import { readHead } from './forgiving-head.ts'
import { LineReader } from './line-reader.ts'

// The methods that may be sent twice without asking (RFC 9110 section 9.2.1).
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request may be sent again, to a reader that forgives. */
export function mayForgive(request: Request): boolean {
  return SAFE.has(request.method) && !request.body
}

/** One request and its response over a connection of its own, read with patience for servers that break the rules. */
export class ForgivingExchange implements Receiver {
  readonly isLenient = true
  bytes = 0
  /** What may be sent again to a reader that forgives has no body. */
  readonly sent = 0
  readonly #errand: Errand
  readonly #connection: PooledConnection
  readonly #socket: Socket
  readonly #countdown = new Countdown((failure) => this.#breakOff(failure))
  #body: AsyncGenerator<Buffer, undefined> | undefined
  #reason: unknown
  #isOver = false

  constructor(errand: Errand, connection: PooledConnection) {
    this.#errand = errand
    this.#connection = connection
    this.#socket = connection.socket
  }

  /** Sends the request; gives the response once its headers are there. `limit` is that of the headers, in bytes. */
  async start(limit: number): Promise<WireResponse> {
    const { request, outgoing, limits, signal, watch, server } = this.#errand
    signal?.addEventListener('abort', this.#abort)
    if (signal?.aborted) this.#abort()
    const opening = this.#connection.begin()
    if (opening) watch.opened(opening)
    try {
      this.#countdown.start('HEADERS_TIMEOUT', 'no headers of a response came', limits.headers)
      this.#socket.write(requestHead(outgoing), 'latin1')
      watch.sent()
      const reader = new LineReader(this.#received())
      const head = await readHead(reader, limit)
      if (head.status === 407 && server.proxy && server.forwarded) throw unauthorized(server.proxy)
      this.#countdown.stop()
      this.#body = readBody(reader, framingOf(request.method, head.status, head.headers))
      const response = new ReceivedResponse({ ...head, socketReused: false }, this, watch)
      response.body.endWhenForgotten()
      return response
    } catch (error) {
      throw this.#failed(error)
    }
  }

  whole(): undefined {
    // It is read at the reader's pace.
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#isOver || !this.#body) return { done: true, value: undefined }
    const { limits } = this.#errand
    this.#countdown.start('BODY_IDLE_TIMEOUT', 'no more of the body came', limits.bodyIdle)
    try {
      const result = await this.#body.next()
      if (result.done) this.#end()
      else this.bytes += result.value.length
      return result
    } catch (error) {
      if (this.#isOver) return { done: true, value: undefined }
      throw this.#failed(error)
    } finally {
      this.#countdown.stop()
    }
  }

  async cancel(): Promise<void> {
    this.#end()
  }

  async *#received(): AsyncGenerator<Buffer, void> {
    for await (const bytes of this.#socket as AsyncIterable<Buffer>) {
      this.#errand.watch.receivedFirstByte()
      yield bytes
    }
  }

  readonly #abort = (): void => this.#breakOff(this.#errand.signal?.reason)

  #breakOff(reason: unknown): void {
    this.#reason = reason
    this.#socket.destroy(asError(reason))
  }

  #failed(error: unknown): unknown {
    this.#end()
    return thrown(this.#reason ?? explain(error), this.#errand.request)
  }

  /** Closes the connection. */
  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    const { signal, watch } = this.#errand
    this.#countdown.stop()
    signal?.removeEventListener('abort', this.#abort)
    watch.ended()
    this.#socket.destroy()
    this.#connection.release()
  }
}

function requestHead({ method, path, host, headers }: Outgoing): string {
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${host}`, 'connection: close']
  for (let index = 0; index < headers.length; index += 2) {
    lines.push(`${headers[index]}: ${headers[index + 1]}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}
