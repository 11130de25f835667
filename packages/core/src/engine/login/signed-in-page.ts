import type { Response } from '../../http/response.ts'

/** A page as an account of the crawler was given it. */
export interface SignedInPage {
  readonly response: Response
  /** The login that it was fetched under. */
  readonly epoch: number
  /** Whether it shows that the session was signed in. */
  readonly proven: boolean
  /** When it was asked for, and when it had arrived, by `steadyNow`. */
  readonly askedAt: number
  readonly arrivedAt: number
}

/** Milliseconds since 1970 that never step back while the process lives. */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now()
}
