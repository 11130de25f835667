import { setTimeout as sleep } from 'node:timers/promises'

import { LoginError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { Login } from '../../extract/login.ts'
import type { Response } from '../../http/response.ts'
import { retryDelay, retryPolicy } from '../../session/retry.ts'
import type { Session } from '../../session/session.ts'
import { signIn } from './sign-in.ts'
import type { Signs } from './signs.ts'

/** How often a login is tried that fails for a reason that passes. */
const TRIES = 8

/** Who signs in, and how. */
export interface Attempt {
  readonly crawler: Crawler
  readonly login: Login
  readonly session: Session
  readonly signs: Signs
}

/**
 * Signs in as the crawler says, again while what it fails for may pass; a refusal is final.
 *
 * @throws {LoginError} `REFUSED` when the answer is that of a signed-out visitor.
 */
export async function attemptLogin({ crawler, login, session, signs }: Attempt, signal: AbortSignal): Promise<void> {
  const before = signs.cookies()
  const answer = await patiently(() => signIn(session, crawler, login, signal), signal)
  if (answer) {
    signs.sawOnTheWay(answer)
    if (signs.refused(answer)) throw refused(crawler, answer)
  }
  signs.signedIn(before)
}

async function patiently<T>(login: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const policy = retryPolicy({ attempts: TRIES, base: 1_000, cap: 60_000 })
  for (let attempt = 1; ; attempt++) {
    try {
      return await login()
    } catch (error) {
      const { again, delay } = retryDelay(error, attempt, policy)
      if (!again) throw error
      await sleep(delay, undefined, { signal })
    }
  }
}

function refused({ name }: Crawler, answer: Response): LoginError {
  return new LoginError(
    'REFUSED',
    `the login of ${name} was refused: ${answer.url.href} still shows a signed-out visitor. Check the user name and the password; nothing more was tried, so that the account is not locked`,
  )
}
