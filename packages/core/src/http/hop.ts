import type { Headers } from './headers.ts'
import type { Timings } from './timings.ts'

/** One redirect on the way to a response; its body is not kept. */
export interface Hop {
  readonly method: string
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly timings: Timings
  /** The names of the cookies that it set. */
  readonly setCookies: readonly string[]
}
