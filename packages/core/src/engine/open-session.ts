import type { Crawler } from '../extract/definition.ts'
import { planOf } from '../extract/plan.ts'
import { sitesOf } from '../extract/scope.ts'
import type { KnownSecrets } from '../frontier/archive/known-secrets.ts'
import type { Store } from '../frontier/store.ts'
import { Session } from '../session/session.ts'
import { machineSeal } from '../session/state/seal.ts'
import { SignedInSession } from './login/signed-in-session.ts'
import { rateOf } from './rate.ts'

/** A new session for a crawler. Its paths start at the origin of the first start. */
export function newSession(crawler: Crawler): Session {
  const { origin: baseUrl, host } = planOf(crawler).home
  return new Session({
    baseUrl,
    connections: rateOf(crawler, host).concurrency,
    ...crawler.session,
    site: sitesOf(crawler),
    // A page is tried again by its row in the store, not by a sleep in the session.
    retry: false,
  })
}

/**
 * The session of a crawler, as the store has kept it or new, that signs in when it must.
 *
 * @param secrets Are to know its cookies.
 */
export async function openSession(
  crawler: Crawler,
  store: Store,
  secrets?: KnownSecrets,
): Promise<SignedInSession> {
  const session = newSession(crawler)
  secrets?.watch(session.cookies)
  return SignedInSession.open({ session, crawler, store, seal: machineSeal() })
}
