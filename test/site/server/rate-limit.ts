import type { RateLimit } from '../options.ts'
import type { Reply } from './reply.ts'

/** A window of one second that slides over the requests granted. */
export class RateWindow {
  #granted: number[] = []

  /** Whether one more request at this time, in milliseconds, stays within the limit. */
  grant(limit: RateLimit, now: number): boolean {
    this.#granted = this.#granted.filter((time) => time > now - 1000)
    if (this.#granted.length >= limit.perSecond) return false
    this.#granted.push(now)
    return true
  }
}

/** Answers 429 with the Retry-After that the limit asks for. */
export function tooManyRequests(reply: Reply, limit: RateLimit): void {
  const { retryAfter = 1 } = limit
  // A date has whole seconds only: the next but one is the first that is surely a second away.
  const value = retryAfter === 'date' ? new Date(Date.now() + 2000).toUTCString() : String(retryAfter)
  reply.send(429, { 'retry-after': value, 'content-type': 'text/plain' }, 'Too many requests\n')
}
