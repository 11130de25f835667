import { TryAgainError } from '../../errors.ts'
import type { Plan } from '../../extract/plan.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import { DEFAULT_RETRY, jitter, retryDelay, type RetryPolicy } from '../../session/retry.ts'
import { repeatableMethods } from './repeatable.ts'

/** A year, in milliseconds. */
const LONGEST_WAIT = 31_536_000_000

/** When a request that has just failed is tried again, if it had a try left; `undefined` where another would bring nothing else. */
export function nextTry(plan: Plan, request: QueuedRequest, failure: Error): Date | undefined {
  const { retryStatuses = [] } = plan.crawler
  const statuses = [...DEFAULT_RETRY.statuses, ...retryStatuses]
  const methods = repeatableMethods(plan, request)
  // A row in the store can wait for as long as the site asks.
  const policy = { ...DEFAULT_RETRY, attempts: Infinity, methods, statuses, base: 1_000, maxWait: Infinity }
  const delay = delayAfter(failure, request, policy)
  return delay === undefined ? undefined : new Date(Date.now() + delay)
}

function delayAfter(
  failure: Error,
  { method, tries }: QueuedRequest,
  policy: RetryPolicy,
): number | undefined {
  if (failure instanceof TryAgainError) {
    const wait = Math.min(failure.wait ?? jitter(tries + 1, policy), LONGEST_WAIT)
    return policy.methods.includes(method) ? wait : undefined
  }
  const { again, delay } = retryDelay(failure, tries + 1, policy)
  return again ? delay : undefined
}
