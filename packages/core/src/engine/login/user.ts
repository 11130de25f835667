import type { Account } from '../../extract/accounts.ts'
import { called } from '../../extract/accounts.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { Session } from '../../session/session.ts'

/** Who signs in. */
export interface User {
  /** As it is for the account. */
  readonly crawler: Crawler
  readonly account: Account
  readonly session: Session
}

/** A user as messages call it. */
export function calledUser({ crawler, account }: Pick<User, 'crawler' | 'account'>): string {
  return called(crawler.name, account.name)
}
