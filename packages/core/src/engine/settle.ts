import { DefinitionError, LoginError, StatusError, StoreError } from '../errors.ts'
import type { QueuedRequest } from '../frontier/store.ts'
import { DEFAULT_RETRY, mayHaveArrived, retryDelay, type RetryPolicy } from '../session/retry.ts'
import { announceFailure, announceSkip } from './announce.ts'
import type { Crawling } from './crawling.ts'
import { EndsSession } from './login/killers.ts'
import { repeatableMethods } from './repeatable.ts'
import { Spoiled, Stopped } from './stop.ts'

/** Statuses by which a site asks to be left alone. */
const QUIET = new Set([429, 503])

/** How long a page waits at least that was on its way when nothing could be reached, in milliseconds. */
const OUTAGE_WAIT = 1_000

/**
 * Decides what becomes of a request whose visit failed, by class of error:
 *
 * | error | the request |
 * | --- | --- |
 * | the run is stopping, or the session was renewed meanwhile | is given back untouched |
 * | nothing at all can be reached | waits, and spends no try |
 * | `EndsSession` | is set aside |
 * | `LoginError` | is given back, and its account locked out; without another one the run ends |
 * | `StoreError`, `DefinitionError` | is given back, and the run ends |
 * | one that may pass, by `retryDelay` | waits for another try, `tries` in all |
 * | no response to what must not be sent twice | stays in doubt |
 * | any other | has failed |
 *
 * @param began - when the visit began, as `performance.now()`.
 * @throws what ends the run.
 */
export async function settle(
  crawling: Crawling,
  request: QueuedRequest,
  error: unknown,
  began: number,
): Promise<void> {
  const { plan, run, sessions, limiter, budget, stop, reach } = crawling
  if (stop.hard.aborted || error instanceof Stopped || error instanceof Spoiled) {
    run.release(request)
    return
  }
  if (error instanceof EndsSession) {
    await run.skip(request, 'ends the session')
    announceSkip(crawling, request, 'ends the session')
    return
  }
  if (error instanceof LoginError) {
    sessions.lockOut(request.account, error)
    // It was not sent, or answered to nobody: there is no doubt about it.
    await run.postpone(request, new Date())
    if (sessions.areLockedOut) stop.ask('login')
    return
  }
  if (error instanceof StoreError || error instanceof DefinitionError) {
    run.release(request)
    throw error
  }
  if (reach.isOut(error, began)) {
    await run.postpone(request, new Date(Date.now() + OUTAGE_WAIT))
    return
  }
  const failure = error instanceof Error ? error : new Error(String(error))
  const status = failure instanceof StatusError ? failure.status : undefined
  const methods = repeatableMethods(plan, request)
  const retryAt = nextTry(failure, request.tries + 1, { attempts: plan.crawler.tries ?? 3, methods })
  if (retryAt && status !== undefined && QUIET.has(status)) limiter.pause(request.site, retryAt)
  announceFailure(crawling, request, failure, retryAt)
  if (!methods.includes(request.method) && mayHaveArrived(failure)) return run.release(request)
  await run.fail(request, { name: failure.name, message: failure.message, status }, retryAt)
  if (!retryAt) budget.count(request, 'failed')
}

function nextTry(
  failure: Error,
  attempt: number,
  of: Pick<RetryPolicy, 'attempts' | 'methods'>,
): Date | undefined {
  // A row in the store can wait for as long as the site asks.
  const policy = { ...DEFAULT_RETRY, ...of, base: 1_000, maxWait: Infinity }
  const { again, delay } = retryDelay(failure, attempt, policy)
  return again ? new Date(Date.now() + delay) : undefined
}
