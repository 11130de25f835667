import type { Crawling } from '../crawling/crawling.ts'
import type { Ending } from './report.ts'

/**
 * Why a crawl that nothing has broken off is over, once its lanes are empty. Where nothing waits any more it is complete,
 * even if it was asked to stop meanwhile.
 *
 * @param undecided - what is left open, where something is.
 */
export async function endingOf(
  { run, sessions, stop, budget, watch }: Crawling,
  undecided: string | undefined,
): Promise<Pick<Ending, 'reason' | 'problem'>> {
  const { waiting, suspect } = await run.counts()
  const isComplete = waiting + suspect === 0
  const asked = stop.reason ?? (watch.problem === undefined ? 'finished' : 'stopped')
  const reason = asked === 'stopped' && isComplete ? 'finished' : asked
  if (sessions.problem !== undefined && reason !== 'stopped')
    return { reason: 'login', problem: sessions.problem }
  if (reason !== 'finished' && reason !== 'limit' && reason !== 'errors')
    return { reason, problem: stop.problem ?? watch.problem ?? undecided }
  if (reason !== 'errors' && isComplete) return { reason: 'finished', problem: undefined }
  const problem = await budget.problem()
  // Nothing is asked to stop by a site that has had its share: the others go on.
  return { reason: problem === undefined ? reason : (stop.reason ?? 'limit'), problem: undecided ?? problem }
}
