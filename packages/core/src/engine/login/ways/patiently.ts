import { setTimeout as sleep } from 'node:timers/promises'

import { StatusError } from '../../../errors.ts'
import type { Response } from '../../../http/response.ts'
import { DEFAULT_RETRY, retryDelay, retryPolicy } from '../../../session/retry.ts'

/** A form that was not answered may be sent again: it is the same login. */
const PATIENCE = retryPolicy({
  attempts: 8,
  base: 1_000,
  cap: 60_000,
  maxWait: 300_000,
  methods: [...DEFAULT_RETRY.methods, 'POST'],
})

/**
 * Does what everybody waits for, again while it fails for a reason that may pass: a network that breaks, a site that is
 * out of order.
 *
 * @throws {RequestError} when it fails for another reason, or for the eighth time.
 */
export async function patiently<T extends Response | undefined>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await work()
      if (answer && PATIENCE.statuses.includes(answer.status)) throw new StatusError<Response>(answer, answer)
      return answer
    } catch (error) {
      const { again, delay } = retryDelay(error, tries, PATIENCE)
      if (!again) throw error
      await sleep(delay, undefined, { signal })
    }
  }
}
