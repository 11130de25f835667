import type { Dispatcher } from 'undici'

import { asError } from '../../../thrown.ts'
import { Countdown } from '../countdown.ts'
import { Failure, thrown } from '../failure.ts'
import type { PooledConnection } from '../pool/pooled-connection.ts'
import { unauthorized } from '../proxy/http-tunnel.ts'
import type { WireResponse } from '../transport.ts'
import { BodyBuffer } from './body-buffer.ts'
import type { FlowControl } from './body-buffer.ts'
import { explainBreak, isChunked, isMalformed } from './ending.ts'
import type { Seen } from './ending.ts'
import type { Errand } from './errand.ts'
import { openBody } from './open-body.ts'
import { rawLines, receivedHeaders } from './received-headers.ts'
import { ReceivedResponse } from './received-response.ts'
import type { Receiver } from './received-response.ts'

const DRAIN_BYTES = 64 * 1024

/** One request and its response over a connection, as undici tells of them. */
export class Exchange implements Dispatcher.DispatchHandler, Receiver, FlowControl {
  isLenient = false
  sent = 0
  readonly #errand: Errand
  readonly #connection: PooledConnection
  readonly #countdown = new Countdown((failure) => this.#breakOff(failure))
  readonly #buffer = new BodyBuffer(this)
  /** Let go of once it has its response: a body that is forgotten must not be held from here. */
  #answer: PromiseWithResolvers<WireResponse> | undefined
  #controller: Dispatcher.DispatchController | undefined
  /** Why it was broken off from this side. */
  #reason: unknown
  readonly #seen: Seen = { headers: undefined, hasBytes: false, isReused: false }
  #isOver = false

  constructor(errand: Errand, connection: PooledConnection) {
    this.#errand = errand
    this.#connection = connection
  }

  /** Sends the request; gives the response once its headers are there. */
  start(): Promise<WireResponse> {
    const { request, outgoing, limits, signal } = this.#errand
    const answer = (this.#answer = Promise.withResolvers<WireResponse>())
    if (signal?.aborted) this.#end(signal.reason)
    if (this.#isOver) return answer.promise
    signal?.addEventListener('abort', this.#abort)
    try {
      const { method, path, headers, closes } = outgoing
      const body = openBody(request.body, (bytes) => (this.sent += bytes)) ?? null
      this.#connection.dispatch({ method, path, headers, body, ...(closes && { reset: true }) }, this)
      if (!this.#controller && !this.#isOver)
        this.#countdown.start('QUEUE_TIMEOUT', 'the connection had no room for another request', limits.queue)
    } catch (error) {
      this.#end(error)
    }
    return answer.promise
  }

  get bytes(): number {
    return this.#buffer.bytes
  }

  whole(): Uint8Array | undefined {
    return this.#buffer.whole()
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    return this.#buffer.next()
  }

  /** Ends the exchange without its body; a short rest is read away, so that the connection can serve again. */
  cancel(): Promise<void> {
    const rest = Number(this.#seen.headers?.get('content-length') ?? 0) - this.bytes
    const isLong = rest > DRAIN_BYTES || this.#connection.protocol === 'h2'
    return this.#buffer.drain(isLong ? 0 : DRAIN_BYTES, () => this.#breakOff(new Error('unwanted')))
  }

  pause(): void {
    this.#countdown.stop()
    this.#controller?.pause()
  }

  resume(): void {
    if (this.#isOver) return
    this.#awaitBody()
    this.#controller?.resume()
  }

  stalled(): void {
    this.#connection.surrender()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isOver) return controller.abort(new Error('broken off'))
    const { limits, watch } = this.#errand
    const opening = this.#connection.begin()
    if (opening) watch.opened(opening)
    this.#seen.isReused = opening === undefined
    watch.sent()
    this.#countdown.start('HEADERS_TIMEOUT', 'no headers of a response came', limits.headers)
  }

  onBodySent(): void {
    this.#countdown.refresh()
  }

  onRequestSent(): void {
    this.#errand.watch.sent()
    this.#countdown.refresh()
  }

  onResponseStarted(): void {
    this.#seen.hasBytes = true
    this.#errand.watch.receivedFirstByte()
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText = '',
  ): void {
    this.onResponseStarted()
    if (status < 200) return
    const { server, watch } = this.#errand
    if (status === 407 && server.proxy && server.forwarded) return this.#breakOff(unauthorized(server.proxy))
    const headers = receivedHeaders(rawLines(controller.rawHeaders))
    this.#seen.headers = headers
    this.#awaitBody()
    const httpVersion = this.#connection.protocol === 'h2' ? '2' : '1.1'
    const head = { status, statusText, headers, httpVersion, socketReused: this.#seen.isReused } as const
    const response = new ReceivedResponse(head, this, watch)
    this.#buffer.feed(response.body)
    this.#answer?.resolve(response)
    this.#answer = undefined
  }

  onResponseData(_controller: unknown, piece: Buffer): void {
    this.#countdown.refresh()
    this.#buffer.push(piece)
  }

  onResponseEnd(): void {
    this.#end()
  }

  onResponseError(_controller: unknown, error: Error): void {
    const { lenience } = this.#errand
    const failure = explainBreak(error, { ...this.#seen, bytes: this.bytes })
    if (this.#reason !== undefined) this.#end(this.#reason)
    else if (isChunked(this.#seen) && this.#connection.endsWithLastChunk) {
      this.isLenient = true
      this.#end()
    } else if (lenience && isMalformed(failure) && this.#buffer.isUntouched) {
      this.isLenient = true
      this.#leave()
      const again = lenience.readAgain(this.#errand)
      if (this.#answer) this.#answer.resolve(again)
      else void this.#buffer.continueWith(again)
    } else this.#end(failure)
  }

  #awaitBody(): void {
    this.#countdown.start('BODY_IDLE_TIMEOUT', 'no more of the body came', this.#errand.limits.bodyIdle)
  }

  readonly #abort = (): void => this.#breakOff(this.#errand.signal?.reason)

  #breakOff(reason: unknown): void {
    if (this.#isOver) return
    this.#reason = reason
    // A connection that met silence gets no further request; one that is shared lives on for the others.
    if (reason instanceof Failure) this.#connection.retire()
    if (this.#controller) this.#controller.abort(asError(reason))
    else if (this.#connection.protocol !== 'h2') void this.#connection.destroy()
    this.#end(reason)
  }

  #end(reason?: unknown): void {
    if (this.#isOver) return
    this.#leave(reason === undefined && !this.isLenient)
    const error = reason === undefined ? undefined : thrown(reason, this.#errand.request)
    this.#answer?.reject(error)
    this.#answer = undefined
    this.#buffer.end(error)
  }

  /** Is done with the connection. */
  #leave(isSound = false): void {
    const { signal, watch, server, lenience } = this.#errand
    this.#isOver = true
    this.#countdown.stop()
    signal?.removeEventListener('abort', this.#abort)
    watch.ended()
    this.#connection.release()
    if (isSound) lenience?.approve(server)
  }
}
