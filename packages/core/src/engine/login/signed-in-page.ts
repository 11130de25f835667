import type { Response } from '../../http/response.ts'

/** A page as the signed-in user sees it. */
export interface SignedInPage {
  readonly response: Response
  /** The login that it was fetched under. */
  readonly epoch: number
  /** Whether it shows that the session was signed in. */
  readonly proven: boolean
  /** When it was asked for, and when it had arrived: milliseconds since 1970 that never step back. */
  readonly askedAt: number
  readonly arrivedAt: number
}
