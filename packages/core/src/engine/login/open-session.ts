import { asAccount, type Account } from '../../extract/accounts.ts'
import type { Crawler } from '../../extract/definition.ts'
import { homeOf, sitesOf } from '../../extract/follow/scope.ts'
import type { Store } from '../../frontier/store.ts'
import { CookieJar } from '../../session/cookies/jar.ts'
import { Session } from '../../session/session.ts'
import type { Seal } from '../../session/state/seal.ts'
import type { Turns } from '../../session/turns.ts'
import type { Recorder } from '../archive/recorder.ts'
import { rateOf } from '../politeness/rate.ts'
import { AccountSession } from './account-session.ts'
import type { Suspects } from './suspects.ts'
import type { User } from './user.ts'

/** What the sessions of a crawler share. */
export interface Shared {
  /** Says when each request may go out. */
  readonly turns: Turns | undefined
  /** Is to know what is secret in them. */
  readonly recorder?: Recorder | undefined
}

/** The same, where the session is taken up as the store has kept it. */
export interface OpenSessionParts extends Shared {
  readonly store: Store
  readonly seal: Seal
  /** The run that fetches with it, if one does. */
  readonly run?: Suspects | undefined
}

/** An account of a crawler with a session that is new. */
export function newUser(crawler: Crawler, account: Account, { turns, recorder }: Shared): User {
  const plain = asAccount(crawler, account)
  const own = recorder?.watched(plain) ?? plain
  const newSession = () => sessionFor(own, turns)
  return { crawler: own, account, session: newSession(), newSession }
}

/** The session of a crawler's account, as the store has kept it or new, that signs in when it must. */
export async function openSession(
  crawler: Crawler,
  account: Account,
  { store, seal, run, ...shared }: OpenSessionParts,
): Promise<AccountSession> {
  const user = newUser(crawler, account, shared)
  shared.recorder?.secrets.watch(user.session.cookies)
  return AccountSession.open({ ...user, store, seal, run })
}

/** A session as the crawler wants it. Its paths start at the origin of the crawler's first start. */
function sessionFor(crawler: Crawler, turns: Turns | undefined): Session {
  const { origin: baseUrl, host } = homeOf(crawler)
  const { cookies } = crawler.session ?? {}
  return new Session({
    baseUrl,
    connections: rateOf(crawler, host).concurrency,
    ...crawler.session,
    // What one session is given by its site is no other's.
    ...(cookies instanceof CookieJar && { cookies: cookies.clone() }),
    ...(crawler.parser && { parser: crawler.parser }),
    site: sitesOf(crawler),
    // A page is tried again by its row in the store, not by a sleep in the session.
    retry: false,
    ...(turns && { turns }),
  })
}
