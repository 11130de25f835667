import { CrawlError, LoginError, RequestError } from '../../../errors.ts'
import type { Response } from '../../../http/response.ts'
import { messageOf } from '../../../thrown.ts'
import { patiently } from '../patiently.ts'
import { calledUser, type Member, type User } from '../user.ts'
import { signIn } from './sign-in.ts'

/**
 * Signs in as the crawler says: again while what it fails for may pass, never again when it is refused.
 *
 * @throws {LoginError} `REFUSED` when the answer is for a signed-out visitor, `FAILED` when there is none, or `submit` throws.
 */
export async function attemptLogin(member: Member, signal: AbortSignal): Promise<void> {
  const { signs } = member
  const before = signs.tokens.now()
  try {
    const answer = await patiently(() => signIn(member, signal), signal)
    if (answer) signs.sawAnswer(answer)
    if (answer && signs.isRefusal(answer)) throw refused(member, answer)
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof RequestError) throw failed(member, error)
    if (error instanceof CrawlError) throw error
    const problem = `the login of ${calledUser(member)} failed: ${messageOf(error)}`
    throw new LoginError('FAILED', problem, { cause: error })
  }
  signs.signedIn(before)
}

function refused(user: User, { url }: Response): LoginError {
  return new LoginError(
    'REFUSED',
    `the login of ${calledUser(user)} was refused: ${url.origin}${url.pathname} still shows a signed-out visitor. Check the user name and the password; nothing more was tried, so that the account is not locked`,
  )
}

function failed(user: User, { message, url }: RequestError): LoginError {
  // A form that is sent by GET has the password in its URL.
  const [page = url] = url.split('?', 1)
  return new LoginError('FAILED', `the login of ${calledUser(user)} failed: ${message.replaceAll(url, page)}`)
}
