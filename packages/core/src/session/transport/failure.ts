import { BodyError, CrawlError, NetworkError, TimeoutError } from '../../errors.ts'
import type { RequestPlace } from '../../errors.ts'

/** What else is known about a failure. */
export interface FailureOptions extends ErrorOptions {
  /** Which error it becomes. Default `network`. */
  readonly kind?: 'network' | 'timeout' | 'body'
  /** The connection had served before and broke without a byte of the response. */
  readonly stale?: boolean
}

/** What went wrong on the way to a server, before it is known to which request it happened. */
export class Failure extends Error {
  readonly code: string
  readonly kind: 'network' | 'timeout' | 'body'
  readonly stale: boolean

  constructor(code: string, problem: string, options: FailureOptions = {}) {
    super(problem, options)
    this.name = 'Failure'
    this.code = code
    this.kind = options.kind ?? 'network'
    this.stale = options.stale ?? false
  }

  /** The error to throw for a request that met this failure. */
  at(place: RequestPlace): CrawlError {
    const options = this.cause === undefined ? {} : { cause: this.cause }
    if (this.kind === 'timeout') return new TimeoutError(this.code, place, this.message, options)
    if (this.kind === 'body') return new BodyError(this.code, place, this.message, options)
    return new NetworkError(this.code, place, this.message, { ...options, stale: this.stale })
  }
}

/** A limit of time that has passed; `limit` in milliseconds. */
export function tooLate(code: string, waitedFor: string, limit: number): Failure {
  return new Failure(code, `${waitedFor} within ${limit / 1000} s`, { kind: 'timeout' })
}

/** What a closed transport answers. */
export function closed(): CrawlError {
  return new CrawlError('CLOSED', 'the session is closed: make a new one')
}

/** The error to throw for whatever came up while a request was on its way. */
export function thrown(error: unknown, place: RequestPlace): unknown {
  return error instanceof Failure ? error.at(place) : error
}
