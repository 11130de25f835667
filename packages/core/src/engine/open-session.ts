import type { Crawler } from '../extract/definition.ts'
import { planOf } from '../extract/plan.ts'
import { sitesOf } from '../extract/scope.ts'
import type { Store } from '../frontier/store.ts'
import { machineSeal } from '../session/seal.ts'
import { Session } from '../session/session.ts'
import { SignedInSession } from './login/signed-in-session.ts'
import { rateOf } from './rate.ts'

/** The session of a crawler, as the store kept it or new. Its paths start at the origin of the first start. */
export async function openSession(crawler: Crawler, store: Store): Promise<SignedInSession> {
  const { origin: baseUrl, host } = planOf(crawler).home
  const session = new Session({
    baseUrl,
    connections: rateOf(crawler, host).concurrency,
    ...crawler.session,
    site: sitesOf(crawler),
    // A page is tried again by its row in the store, not by a sleep in the session.
    retry: false,
  })
  return SignedInSession.open({ session, crawler, store, seal: machineSeal() })
}
