import { LoginError, RequestError } from '../../errors.ts'
import type { Crawling } from '../crawling/crawling.ts'
import type { SignedInSession } from './signed-in-session.ts'

/** Asks for a proof for the pages that are held back; true when there was the contrary, and some wait again. */
export async function settleSuspects(crawling: Crawling): Promise<boolean> {
  let waitAgain = false
  for (const [account, session] of crawling.sessions.atWork()) {
    if (await settleSuspectsOf(crawling, account, session)) waitAgain = true
  }
  return waitAgain
}

async function settleSuspectsOf(
  { run, sessions, stop }: Crawling,
  account: string,
  session: SignedInSession,
): Promise<boolean> {
  try {
    const { alive, page } = await session.check(stop.hard)
    if (page.proven) await run.prove(account, page.askedAt)
    if (!alive) await session.renew(stop.hard)
    return !alive
  } catch (error) {
    if (stop.hard.aborted) return false
    if (error instanceof LoginError) sessions.lockOut(account, error)
    else if (!(error instanceof RequestError)) throw error
    return false
  }
}
