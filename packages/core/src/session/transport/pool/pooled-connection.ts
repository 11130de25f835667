import type { buildConnector, Client as UndiciClient, Dispatcher } from 'undici'

import { asError } from '../../../thrown.ts'
import type { Connection } from '../connection/dialer.ts'
import { closed, Failure } from '../failure.ts'
import { Tail } from './tail.ts'
import { Client } from './undici-client.ts'

/** How a connection is used. */
export interface ConnectionOptions {
  /** How long an idle one is kept, in milliseconds, unless the server says less. */
  readonly keepAlive: number
  /** Requests after which it is closed; 0 is no limit. */
  readonly maxRequests: number
  /** Of a response, in bytes. */
  readonly maxHeaderSize: number
  /** Whether a chunked body may lack its final line break. */
  readonly lenient: boolean
}

/** Where a connection is at home. */
export interface ConnectionKeeper {
  /** An exchange is done with it. */
  release(connection: PooledConnection): void
  /** An exchange is stuck because nobody reads its body: others need not wait for that. */
  surrender(connection: PooledConnection): void
  /** It has closed. */
  settle(connection: PooledConnection): void
}

const STREAMS = 100
const LONGEST_KEEP_ALIVE = 600_000

/** One connection of a pool, with undici speaking HTTP over it. */
export class PooledConnection {
  /** Exchanges that hold it. */
  running = 0
  readonly #origin: string
  readonly #options: ConnectionOptions
  readonly #redial: () => Promise<Connection>
  readonly #keeper: ConnectionKeeper
  #current: Connection
  #tail: Tail | undefined
  /** Not yet in undici's hands. */
  #unused: Connection | undefined
  #client: UndiciClient | undefined
  #closing: Promise<void> | undefined
  #served = 0
  #retired = false

  constructor(
    origin: string,
    connection: Connection,
    options: ConnectionOptions,
    redial: () => Promise<Connection>,
    keeper: ConnectionKeeper,
  ) {
    this.#origin = origin
    this.#options = options
    this.#redial = redial
    this.#keeper = keeper
    this.#current = this.#watch(connection)
    this.#unused = connection
  }

  get socket(): Connection['socket'] {
    return this.#current.socket
  }

  get protocol(): Connection['protocol'] {
    return this.#current.protocol
  }

  /** Whether another exchange may begin. */
  get isFree(): boolean {
    if (this.#retired || this.socket.destroyed) return false
    return this.protocol === 'h2' ? this.running < STREAMS : this.running === 0
  }

  get hasServed(): boolean {
    return this.#served > 0
  }

  get endsWithLastChunk(): boolean {
    return this.#tail?.endsWithLastChunk ?? false
  }

  /** Takes no further exchange, such as after one that met silence. */
  retire(): void {
    this.#retired = true
  }

  /** Counts a request that is about to be written; gives the times of the connection to the first one. */
  begin(): Connection['times'] | undefined {
    this.#served++
    return this.#served === 1 ? this.#current.times : undefined
  }

  /** Goes back to where it is at home. */
  release(): void {
    this.#keeper.release(this)
  }

  /** Is stuck with an exchange whose body nobody reads. */
  surrender(): void {
    this.#keeper.surrender(this)
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#client ??= this.#open()
    this.#client.dispatch(options, handler)
  }

  /** Waits for its exchanges. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  /** Breaks off its exchanges. */
  async destroy(): Promise<void> {
    this.#retired = true
    await this.#client?.destroy(closed())
    this.socket.destroy()
  }

  async #close(): Promise<void> {
    this.#retired = true
    if (!this.#client?.destroyed) await this.#client?.close()
    this.socket.destroy()
  }

  #watch(connection: Connection): Connection {
    connection.socket.once('close', () => this.#keeper.settle(this))
    if (this.#options.lenient) this.#tail = new Tail(connection.socket)
    return connection
  }

  #open(): UndiciClient {
    return new Client(this.#origin, {
      connect: (_options, callback) => void this.#connect(callback),
      pipelining: 1,
      maxHeaderSize: this.#options.maxHeaderSize,
      keepAliveTimeout: this.#options.keepAlive,
      keepAliveMaxTimeout: LONGEST_KEEP_ALIVE,
      keepAliveTimeoutThreshold: 1000,
      ...(this.#options.maxRequests ? { maxRequestsPerClient: this.#options.maxRequests } : {}),
      h2Options: { maxConcurrentStreams: STREAMS },
      // The exchange keeps its own time, to the millisecond.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  }

  /** Gives undici the connection, and another one when an idle one has closed under a request not yet written. */
  async #connect(callback: buildConnector.Callback): Promise<void> {
    try {
      // Not at once in any case: undici has to go on before it is answered.
      const { socket } = await (this.#unused ?? this.#reconnect())
      this.#unused = undefined
      // To be given a dead socket would make it try for ever.
      if (socket.destroyed)
        callback(new Failure('ECONNRESET', 'the server closed the connection at once'), null)
      else callback(null, socket)
    } catch (error) {
      callback(asError(error), null)
    }
  }

  async #reconnect(): Promise<Connection> {
    const connection = await this.#redial()
    this.#served = 0
    this.#current = this.#watch(connection)
    return connection
  }
}
