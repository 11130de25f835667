import { called, type Account } from '../../extract/accounts.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { Login } from '../../extract/login.ts'
import type { Session } from '../../session/session.ts'
import { Signs } from './signs/signs.ts'

/** An account of a crawler, and the session that it uses. */
export interface User {
  /** As it is for the account. */
  readonly crawler: Crawler
  readonly account: Account
  readonly session: Session
  /** Makes a session like it that nobody has signed in. */
  readonly newSession: () => Session
}

/** One that signs in. */
export interface Member extends User {
  readonly login: Login
  /** What shows whether a page was made for it. */
  readonly signs: Signs
}

/** The user as one that signs in; `undefined` where the crawler has no login. */
export function memberOf(user: User): Member | undefined {
  const { login } = user.crawler
  return login && { ...user, login, signs: new Signs(login, user.session) }
}

/** A user as messages call it. */
export function calledUser({ crawler, account }: Pick<User, 'crawler' | 'account'>): string {
  return called(crawler.name, account.name)
}
