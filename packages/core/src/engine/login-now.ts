import { DefinitionError, LoginError } from '../errors.ts'
import type { Crawler } from '../extract/definition.ts'
import type { Store } from '../frontier/store.ts'
import type { Session } from '../session/session.ts'
import { machineSeal } from '../session/state/seal.ts'
import { KeptSession } from './login/kept-session.ts'
import { prove, type Proof } from './login/signs/proof.ts'
import { Signs } from './login/signs/signs.ts'
import type { Attempt } from './login/ways/attempt.ts'
import type { Way } from './login/ways/ways.ts'
import { newSession } from './open-session.ts'

/**
 * Signs in with a new session, proves that it worked, and only then keeps it in place of the one before.
 *
 * @throws {LoginError} when the login is refused or was in vain.
 * @throws {StoreError} when there is a kept session that cannot be opened: it is not replaced without a word.
 * @throws {DefinitionError} for a crawler without a login.
 */
export async function loginNow(
  crawler: Crawler,
  store: Store,
  way: Way,
  signal: AbortSignal,
): Promise<Proof> {
  await using session = newSession(crawler)
  const attempt = attemptOf(crawler, session)
  await using former = newSession(crawler)
  await keptSession(crawler, store, former).restore()
  await way.signIn(attempt, signal)
  const proof = await proven(attempt, way.ifInVain, signal)
  await keptSession(crawler, store, session).save()
  return proof
}

/**
 * Asks whether the kept session still works, without signing in.
 *
 * @throws {LoginError} when it does not, or there is none.
 * @throws {StoreError} when it cannot be opened.
 * @throws {DefinitionError} for a crawler without a login.
 */
export async function checkLogin(crawler: Crawler, store: Store, signal: AbortSignal): Promise<Proof> {
  await using session = newSession(crawler)
  const attempt = attemptOf(crawler, session)
  const kept = keptSession(crawler, store, session)
  const remedy = 'Sign in with `latchkey login <crawler>`'
  if (!(await kept.restore())) {
    throw new LoginError('NO_SESSION', `no session of ${crawler.name} is kept here. ${remedy}`)
  }
  const proof = await proven(
    attempt,
    [`the kept session of ${crawler.name} no longer works:`, remedy],
    signal,
  )
  // A site that gives out new cookies with every page takes the old ones no longer.
  if (kept.changed()) await kept.save()
  return proof
}

/** Removes the kept session, whether it can be opened or not; says whether there was one. */
export async function forgetLogin(crawler: Crawler, store: Store): Promise<boolean> {
  const sealed = await store.session(crawler.name, '')
  await store.saveSession(crawler.name, '', undefined)
  return sealed !== undefined
}

function attemptOf(crawler: Crawler, session: Session): Attempt {
  const { name, login } = crawler
  if (login) return { crawler, login, session, signs: new Signs(login, session.cookies) }
  throw new DefinitionError(
    `${name} has no login: give it one, as in login: { form: '/login', fields: { username: 'ada', password: secret('PASSWORD') } }`,
  )
}

function keptSession(crawler: Crawler, store: Store, session: Session): KeptSession {
  return new KeptSession({ session, crawler, store, seal: machineSeal() })
}

async function proven(
  attempt: Attempt,
  [claim, remedy]: Way['ifInVain'],
  signal: AbortSignal,
): Promise<Proof> {
  try {
    return await prove(attempt, signal)
  } catch (error) {
    if (!(error instanceof LoginError)) throw error
    throw new LoginError(error.code, `${claim} ${error.message}. ${remedy}`)
  }
}
