import { LoginError, RequestError } from '../../../errors.ts'
import type { Response } from '../../../http/response.ts'
import { calledUser, type User } from '../user.ts'

/** The error of a page that does not know its visitor, where others do. */
export function blameThePage(response: Response): RequestError {
  const problem =
    'shows a signed-out visitor, though the session is signed in elsewhere: the account may not see it'
  return new RequestError('SIGNED_OUT', response, problem)
}

/** The error of a login that has no effect. */
export function blameTheLogin(user: User, { url }: Response): LoginError {
  const problem = `the login of ${calledUser(user)} ran, but ${url.href} still shows a signed-out visitor. If that page looks so to everybody, name one for members only as login.check`
  return new LoginError('STILL_SIGNED_OUT', problem)
}
