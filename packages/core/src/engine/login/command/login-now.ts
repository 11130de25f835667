import { DefinitionError, LoginError, StoreError } from '../../../errors.ts'
import type { Account } from '../../../extract/accounts.ts'
import type { Crawler } from '../../../extract/definition.ts'
import type { RunOwner, Store } from '../../../frontier/store.ts'
import { machineSeal } from '../../../session/state/seal.ts'
import type { Turns } from '../../../session/turns.ts'
import { limiterOf } from '../../politeness/limiter-of.ts'
import { KeptSession, type KeptLogin } from '../kept/kept-session.ts'
import type { SessionTokens } from '../kept/session-tokens.ts'
import { newUser } from '../open-session.ts'
import { calledUser, memberOf, type Member, type User } from '../user.ts'
import { prove, type Proof } from './prove.ts'
import type { Way } from './ways.ts'

/** An account of a crawler, and where its session is kept. */
export interface Place {
  readonly crawler: Crawler
  readonly account: Account
  readonly store: Store
}

/**
 * Signs in with a new session, proves that it worked, and only then keeps it in place of the one before.
 *
 * @throws {LoginError} when the login is refused or was in vain.
 * @throws {StoreError} when there is a kept session that cannot be opened: it is not replaced without a word; `OWNED` while
 * a process crawls with it.
 * @throws {DefinitionError} for a crawler without a login.
 */
export async function loginNow(
  { crawler, account, store }: Place,
  way: Way,
  signal: AbortSignal,
): Promise<Proof> {
  using turns = limiterOf(crawler)
  const member = newMember(crawler, account, turns)
  await using _session = member.session
  await refuseWhileCrawled(crawler, store)
  const former = newUser(crawler, account, { turns })
  await using _former = former.session
  const keptBefore = keptSession(former, store)
  await keptBefore.restore()
  await way.signIn(member, signal)
  const proof = await proven(member, way.ifInVain, signal)
  await refuseWhileCrawled(crawler, store)
  const login = keptLogin(member.signs.tokens, keptBefore.login)
  await keptSession(member, store).save({ isNew: true, login })
  return proof
}

/**
 * Asks whether the kept session still works, without signing in.
 *
 * @throws {LoginError} when it does not, or there is none.
 * @throws {StoreError} when it cannot be opened.
 * @throws {DefinitionError} for a crawler without a login.
 */
export async function checkLogin({ crawler, account, store }: Place, signal: AbortSignal): Promise<Proof> {
  using turns = limiterOf(crawler)
  const member = newMember(crawler, account, turns)
  await using _session = member.session
  const kept = keptSession(member, store)
  const remedy = 'Sign in with `latchkey login <crawler>`'
  await kept.restore()
  if (!kept.isRestored) {
    throw new LoginError('NO_SESSION', `no session of ${calledUser(member)} is kept here. ${remedy}`)
  }
  const claim = `the kept session of ${calledUser(member)} no longer works:`
  const proof = await proven(member, [claim, remedy], signal)
  if (member.login.signedIn && proof.by !== 'signedIn') throw lacksProof(member, proof)
  // A site that gives out new cookies with every page takes the old ones no longer.
  if (kept.changed() && !(await crawlerAtWork(crawler, store))) await kept.save()
  return proof
}

/**
 * Removes the kept session, whether it can be opened or not; says whether there was one.
 *
 * @throws {StoreError} `OWNED` while a process crawls with it.
 */
export async function forgetLogin({ crawler, account, store }: Place): Promise<boolean> {
  await refuseWhileCrawled(crawler, store)
  const sealed = await store.session(crawler.name, account.name)
  await store.saveSession(crawler.name, account.name, undefined)
  return sealed !== undefined
}

/** A crawl keeps its sessions as they change: what somebody else kept meanwhile would be lost. */
async function refuseWhileCrawled({ name }: Pick<Crawler, 'name'>, store: Store): Promise<void> {
  const owner = await crawlerAtWork({ name }, store)
  if (!owner) return
  throw new StoreError(
    'OWNED',
    `${name} is being crawled by process ${owner.pid} on ${owner.host}, with the session that this would replace: wait until it is done, or end it with \`latchkey stop\``,
  )
}

async function crawlerAtWork({ name }: Pick<Crawler, 'name'>, store: Store): Promise<RunOwner | undefined> {
  const [last] = await store.runs(name)
  return last?.owner
}

function newMember(crawler: Crawler, account: Account, turns: Turns): Member {
  const member = memberOf(newUser(crawler, account, { turns }))
  if (member) return member
  throw new DefinitionError(
    `${crawler.name} has no login: give it one, as in login: { form: '/login', fields: { username: 'ada', password: secret('PASSWORD') } }`,
  )
}

function keptSession(user: User, store: Store): KeptSession {
  return new KeptSession({ ...user, store, seal: machineSeal() })
}

/** What is known of a login that the crawler can do again by itself: no other is renewed before its end. */
function keptLogin({ kept: tokens }: SessionTokens, before: KeptLogin | undefined): KeptLogin | undefined {
  if (tokens.length === 0) return undefined
  return { tokens, lifetime: { lifetimes: [], decisive: [], ...before?.lifetime, began: Date.now() } }
}

function lacksProof(user: User, { url }: Proof): LoginError {
  return new LoginError(
    'SIGNED_OUT',
    `the kept session of ${calledUser(user)} shows no proof: ${url} lacks what the crawler's signedIn looks for. Sign in with \`latchkey login <crawler>\`; if that page lacks it then too, name one that has it as login.check`,
  )
}

async function proven(member: Member, [claim, remedy]: Way['ifInVain'], signal: AbortSignal): Promise<Proof> {
  try {
    return await prove(member, signal)
  } catch (error) {
    if (!(error instanceof LoginError) || error.code === 'NO_PROOF') throw error
    throw new LoginError(error.code, `${claim} ${error.message}. ${remedy}`)
  }
}
