import {
  DefinitionError,
  LoginError,
  RequestError,
  StatusError,
  StoreError,
  TryAgainError,
} from '../errors.ts'
import { machineNow } from '../frontier/limiter/machine-clock.ts'
import { verdictOn } from '../frontier/limiter/verdict.ts'
import type { QueuedRequest } from '../frontier/store.ts'
import { mayHaveArrived } from '../session/retry.ts'
import { asError } from '../thrown.ts'
import type { Crawling } from './crawling/crawling.ts'
import { EndsSession } from './login/page-kinds/logout-pages.ts'
import { BrokenOff, SigningIn, Stopped } from './page/broken-off.ts'
import { nextTry } from './page/next-try.ts'
import { isRepeatable } from './page/repeatable.ts'
import { siteOf } from './politeness/rate.ts'
import { announceFailure, announceSkip } from './report/announce.ts'

/** How long a page waits at least that was on its way when nothing could be reached, in milliseconds. */
const OUTAGE_WAIT = 1_000

/**
 * Decides what becomes of a request whose visit failed, by class of error:
 *
 * | error | the request |
 * | --- | --- |
 * | `BrokenOff`, and any once the run waits for no page | is given back untouched |
 * | `LoginError` | is given back, and its account locked out; without another one the run ends |
 * | `StoreError`, `DefinitionError` | is given back, and the run ends |
 * | `EndsSession` | is set aside |
 * | any while nothing at all can be reached | waits, and spends no try |
 * | one that may pass, of a site that wants to be left alone or is not asked for its failures | waits, and spends no try |
 * | one that may pass, by `nextTry` | waits for another try, `tries` in all |
 * | no response to what must not be sent twice | stays in doubt |
 * | any other, and any page that an archive does not have or has as an error | has failed |
 *
 * @param began - when the visit began, as `performance.now()`.
 * @throws what ends the run.
 */
export async function settle(
  crawling: Crawling,
  request: QueuedRequest,
  error: unknown,
  began: number,
): Promise<'given back' | 'settled'> {
  const { run, sessions, stop, reach } = crawling
  if (stop.hard.aborted || error instanceof BrokenOff) {
    await giveBack(crawling, request, error)
    return 'given back'
  }
  if (error instanceof LoginError) {
    sessions.lockOut(request.account, error)
    await giveBack(crawling, request, error)
    if (sessions.areLockedOut) stop.ask('login')
    return 'given back'
  }
  if (error instanceof StoreError || error instanceof DefinitionError) {
    run.release(request)
    throw error
  }
  if (error instanceof EndsSession) {
    await run.skip(request, 'ends the session')
    announceSkip(crawling, request, 'ends the session')
  } else if (reach.isOutage(error, began)) await run.postpone(request, new Date(Date.now() + OUTAGE_WAIT))
  else await judge(crawling, request, error, began)
  return 'settled'
}

/** A fetch or a route that failed: again, or never. */
async function judge(
  crawling: Crawling,
  request: QueuedRequest,
  error: unknown,
  began: number,
): Promise<void> {
  const { plan, run, pages, budget } = crawling
  if (error instanceof TryAgainError) slowDown(crawling, error, began)
  const failure = asError(error)
  const status = failure instanceof StatusError ? failure.status : undefined
  const tries = request.tries + 1
  const later = pages.mayChange ? nextTry(plan, request, failure) : undefined
  const postponed = later && untilTheSiteIsWell(crawling, request, failure)
  const retryAt = postponed ?? (tries < (plan.crawler.tries ?? 3) ? later : undefined)
  announceFailure(crawling, request, failure, retryAt)
  const isInDoubt = pages.mayChange && !isRepeatable(plan, request) && mayHaveArrived(failure)
  if (isInDoubt) return run.release(request)
  if (postponed) return run.postpone(request, postponed)
  await run.fail(request, { name: failure.name, message: failure.message, status }, retryAt)
  if (!retryAt) budget.count(request, 'failed')
}

/** A site that turns away one page after the other is asked less. */
function slowDown({ plan, pages, limiter }: Crawling, { url }: TryAgainError, began: number): void {
  if (!pages.mayChange) return
  const site = siteOf(plan.crawler, new URL(url))
  limiter.of(site).health.turnedAway(machineNow() - (performance.now() - began))
}

/** What must not be sent twice, and was not sent at all or was answered to nobody, is in doubt no more. */
async function giveBack(
  { plan, run, limiter, stop }: Crawling,
  request: QueuedRequest,
  error: unknown,
): Promise<void> {
  const neverCame = error instanceof Stopped && !stop.hard.aborted && !limiter.hasGivenUp(request.site)
  const hadNoSession = error instanceof SigningIn || error instanceof LoginError
  if ((neverCame || hadNoSession) && !isRepeatable(plan, request)) await run.postpone(request, new Date())
  else run.release(request)
}

/** When a request is sent again that is not to blame: its site wants to be left alone, or fails whatever it is asked for. */
function untilTheSiteIsWell(
  { plan, limiter, waits }: Crawling,
  request: QueuedRequest,
  failure: Error,
): Date | undefined {
  const site = failure instanceof RequestError ? siteOf(plan.crawler, new URL(failure.url)) : request.site
  const { circuit, answers, quiet } = limiter.of(site).health
  const { kind } = verdictOn(failure instanceof StatusError ? failure.response : failure)
  const { isOpen, isCleared } = circuit
  const isFree =
    kind === 'put off' ? !isCleared && waits.mayWait(request, answers) : kind === 'failing' && isOpen
  return isFree ? new Date(Date.now() + quiet) : undefined
}
