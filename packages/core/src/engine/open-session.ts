import { asAccount, type Account } from '../extract/accounts.ts'
import type { Crawler } from '../extract/definition.ts'
import { homeOf, sitesOf } from '../extract/scope.ts'
import type { Store } from '../frontier/store.ts'
import { Session } from '../session/session.ts'
import type { Seal } from '../session/state/seal.ts'
import type { Recorder } from './archive/recorder.ts'
import { SignedInSession } from './login/signed-in-session.ts'
import type { User } from './login/user.ts'
import { rateOf } from './rate.ts'

/** An account of a crawler with a session that is new. Its paths start at the origin of the crawler's first start. */
export function newUser(crawler: Crawler, account: Account, recorder?: Recorder): User {
  const plain = asAccount(crawler, account)
  const own = recorder?.watched(plain) ?? plain
  const { origin: baseUrl, host } = homeOf(crawler)
  const session = new Session({
    baseUrl,
    connections: rateOf(crawler, host).concurrency,
    ...own.session,
    ...(crawler.parser && { parser: crawler.parser }),
    site: sitesOf(crawler),
    // A page is tried again by its row in the store, not by a sleep in the session.
    retry: false,
  })
  return { crawler: own, account, session }
}

/**
 * The session of a crawler's account, as the store has kept it or new, that signs in when it must.
 *
 * @param recorder Is to know what is secret in it.
 */
export async function openSession(
  crawler: Crawler,
  account: Account,
  {
    store,
    seal,
    recorder,
  }: { readonly store: Store; readonly seal: Seal; readonly recorder?: Recorder | undefined },
): Promise<SignedInSession> {
  const user = newUser(crawler, account, recorder)
  recorder?.secrets.watch(user.session.cookies)
  return SignedInSession.open({ ...user, store, seal })
}
