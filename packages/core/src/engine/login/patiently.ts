import { setTimeout as sleep } from 'node:timers/promises'

import { RequestError, StatusError } from '../../errors.ts'
import type { Response } from '../../http/response.ts'
import { DEFAULT_RETRY, retryDelay, retryPolicy } from '../../session/retry.ts'
import { obstacleOf } from '../control/obstacle.ts'

/** A form that was not answered may be sent again: it is the same login. */
const PATIENCE = retryPolicy({
  attempts: 8,
  base: 1_000,
  cap: 60_000,
  maxWait: 300_000,
  methods: [...DEFAULT_RETRY.methods, 'POST'],
})

/** How long a network that is gone is waited for, and how often it is looked for, in milliseconds. */
const OUTAGE = 600_000
const LOOK = 500

/**
 * Does what everybody waits for, again while it fails for a reason that may pass: a network that breaks, a site that is
 * out of order.
 *
 * @throws {RequestError} when it fails for another reason, or for the eighth time; that the network is gone does not count.
 */
export async function patiently<T extends Response | undefined>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const began = performance.now()
  for (let tries = 1; ;) {
    try {
      const answer = await work()
      if (answer && PATIENCE.statuses.includes(answer.status)) throw new StatusError<Response>(answer, answer)
      return answer
    } catch (error) {
      const isGone = isWithoutNetwork(error) && performance.now() - began < OUTAGE
      const { again, delay } = isGone ? { again: true, delay: LOOK } : retryDelay(error, tries++, PATIENCE)
      if (!again) throw error
      await sleep(delay, undefined, { signal })
    }
  }
}

function isWithoutNetwork(error: unknown): boolean {
  if (!(error instanceof RequestError)) return false
  const obstacle = obstacleOf(error)
  return obstacle === 'network' || obstacle === 'machine'
}
