import type { Request } from '../http/request.ts'

/**
 * Says when each request of a session may go out: pages, tries, hops of a redirect, rounds of a login.
 *
 * A turn is held by one request alone and ends before the next of its call is asked for, so that no two wait for each other.
 */
export interface Turns {
  /**
   * @param isFirst - Whether nothing of this call has been sent yet: what has begun should be ended.
   * @returns no promise where there is nothing to wait for.
   */
  take(request: Request, isFirst: boolean, signal: AbortSignal): Turn | Promise<Turn>
}

/** The right to send one request now. */
export interface Turn {
  /** Gives it back, with the response or the error that came of it. */
  end(outcome: unknown): void
}
