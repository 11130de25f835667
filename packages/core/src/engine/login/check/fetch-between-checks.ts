import { LoginError } from '../../../errors.ts'
import type { Response } from '../../../http/response.ts'
import type { Logins } from '../logins.ts'
import { forbidden } from '../page-kinds/forbidden-pages.ts'
import type { LogoutPages } from '../page-kinds/logout-pages.ts'
import type { PageRequest } from '../request-page.ts'
import type { SeenPages } from '../seen-pages.ts'
import type { SignedInPage } from '../signed-in-page.ts'
import { calledUser, type Member, type User } from '../user.ts'
import type { SessionCheck } from './session-check.ts'

/** How often the session must die of a page that is fetched alone. */
const MOST_DEATHS = 2

/** What a page is fetched by for a member. */
export interface FetchParts {
  readonly member: Member
  readonly logins: Logins
  readonly pages: SeenPages
  readonly check: SessionCheck
  readonly logoutPages: LogoutPages
}

/**
 * Fetches a page over a session that is signed in, and looks whether it still is: so page, session and login are told
 * from one another. Nothing else may be fetched meanwhile.
 *
 * @throws {EndsSession} when the session dies of it.
 * @throws {LoginError} `STILL_SIGNED_OUT` when a login has no effect.
 * @throws {RequestError} `SIGNED_OUT` when it is only this page that does not know its visitor.
 */
export async function fetchBetweenChecks(
  { member, logins, pages, check, logoutPages }: FetchParts,
  request: PageRequest,
  signal: AbortSignal,
): Promise<SignedInPage> {
  await logins.ready(signal)
  // After a login nothing is asked before the page: a session may be good for few requests.
  if (!(await check.ask(logins.epoch, signal)).alive) await logins.renewDead(logins.epoch, signal)
  for (let deaths = 0; deaths < MOST_DEATHS; deaths++) {
    const page = await pages.fetch(request, logins.epoch, signal)
    const { alive, proven, askedAt } = await check.ask(logins.epoch, signal)
    if (alive) {
      if (page.sign === 'out') throw forbidden(page.response)
      if (page.sign === 'maybe out' && page.response.status !== 403)
        member.signs.learn(request, page.response)
      logoutPages.sawAlive(askedAt)
      return { ...page, proven: page.proven || proven }
    }
    await logins.expired(page.epoch, member.signs.answeredAlike(page.response), signal)
    const { alive: isHelped, response } = await check.ask(logins.epoch, signal)
    if (!isHelped) throw withoutEffect(member, response)
  }
  throw await logoutPages.add(request)
}

function withoutEffect(user: User, { url }: Response): LoginError {
  const problem = `the login of ${calledUser(user)} ran, but ${url.href} still shows a signed-out visitor. If that page looks so to everybody, name one for members only as login.check`
  return new LoginError('STILL_SIGNED_OUT', problem)
}
