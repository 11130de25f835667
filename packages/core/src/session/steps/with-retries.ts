import { setTimeout as sleep } from 'node:timers/promises'

import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import type { Call, Step } from '../call/call.ts'
import { emit, isHeard } from '../events.ts'
import { retryDelay } from '../retry.ts'
import type { RetryDecision } from '../retry.ts'
import { abortSignalOf } from '../transport/stop-signal.ts'

/**
 * Tries a request again while the policy allows; gives back the last response, whatever its status.
 *
 * A server that wants to be left alone for longer is: the response comes back at once, with `retryAt`.
 */
export async function withRetries(request: Request, call: Call, next: Step): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    let outcome: Outcome
    try {
      const response = await next(request, call)
      if (!call.retry.statuses.includes(response.status)) return response
      outcome = { response }
    } catch (error) {
      outcome = { error }
    }
    const decision = decide(outcome, request, attempt, call)
    if (!decision.again) return conclude(outcome, decision)
    await pause({ request, attempt, delay: decision.delay, ...outcome }, call)
  }
}

type Outcome = { readonly response: Response } | { readonly error: unknown }

function decide(outcome: Outcome, request: Request, attempt: number, call: Call): RetryDecision {
  const failure = 'response' in outcome ? outcome.response : outcome.error
  const decision = retryDelay(failure, attempt, call.retry)
  const isSendable = request.body === undefined || request.body.replayable
  return isSendable && !call.deadline.signal.aborted ? decision : { ...decision, again: false }
}

function conclude(outcome: Outcome, { retryAt }: RetryDecision): Response {
  if ('error' in outcome) throw outcome.error
  return retryAt ? outcome.response.with({ retryAt }) : outcome.response
}

/** The wait between two tries: the clock of the call stands still, but its signal is heard. */
async function pause(retry: { request: Request; attempt: number; delay: number }, call: Call): Promise<void> {
  const { deadline, hooks } = call
  if (isHeard(hooks, 'beforeRetry')) await emit(hooks, 'beforeRetry', retry)
  deadline.pause()
  try {
    await sleep(retry.delay, undefined, { signal: abortSignalOf(deadline.signal) })
  } catch {
    deadline.check()
  } finally {
    deadline.resume()
  }
}
