import { setTimeout as sleep } from 'node:timers/promises'

import { LoginError, RequestError, StatusError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { Login } from '../../extract/login.ts'
import type { Response } from '../../http/response.ts'
import { DEFAULT_RETRY, retryDelay, retryPolicy } from '../../session/retry.ts'
import type { Session } from '../../session/session.ts'
import { signIn } from './sign-in.ts'
import type { Signs } from './signs.ts'

/** How a login is tried again that fails for a reason that passes. A form that was not answered may be sent again. */
const PATIENCE = retryPolicy({
  attempts: 8,
  base: 1_000,
  cap: 60_000,
  maxWait: 300_000,
  methods: [...DEFAULT_RETRY.methods, 'POST'],
})

/** Who signs in, and how. */
export interface Attempt {
  readonly crawler: Crawler
  readonly login: Login
  readonly session: Session
  readonly signs: Signs
}

/**
 * Signs in as the crawler says: again while what it fails for may pass, never again when it is refused.
 *
 * @throws {LoginError} `REFUSED` when the answer is for a signed-out visitor, `FAILED` when there is none.
 */
export async function attemptLogin(attempt: Attempt, signal: AbortSignal): Promise<void> {
  const { crawler, signs } = attempt
  const before = signs.cookies()
  const answer = await patiently(attempt, signal)
  if (answer) signs.sawOnTheWay(answer)
  if (answer && signs.refused(answer)) throw refused(crawler, answer)
  signs.signedIn(before)
}

async function patiently(
  { crawler, login, session }: Attempt,
  signal: AbortSignal,
): Promise<Response | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await signIn(session, crawler, login, signal)
      if (answer && PATIENCE.statuses.includes(answer.status)) throw new StatusError(answer, answer)
      return answer
    } catch (error) {
      const { again, delay } = retryDelay(error, tries, PATIENCE)
      if (!again) throw error instanceof RequestError ? failed(crawler, tries, error) : error
      await sleep(delay, undefined, { signal })
    }
  }
}

function refused({ name }: Crawler, { url }: Response): LoginError {
  return new LoginError(
    'REFUSED',
    `the login of ${name} was refused: ${url.origin}${url.pathname} still shows a signed-out visitor. Check the user name and the password; nothing more was tried, so that the account is not locked`,
  )
}

function failed({ name }: Crawler, tries: number, cause: RequestError): LoginError {
  const times = tries === 1 ? '' : ` ${tries} times`
  return new LoginError('FAILED', `the login of ${name} failed${times}: ${cause.message}`, { cause })
}
