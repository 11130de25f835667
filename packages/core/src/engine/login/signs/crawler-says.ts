import { RequestError } from '../../../errors.ts'
import type { LoginSigns } from '../../../extract/login.ts'
import type { Response } from '../../../http/response.ts'
import { messageOf } from '../../../thrown.ts'

/**
 * Whether a predicate of the crawler says yes to a page; without the predicate it is no.
 *
 * @throws {RequestError} `PREDICATE` when it throws, or does not say it at once.
 */
export function crawlerSays(login: LoginSigns, name: 'signedIn' | 'signedOut', page: Response): boolean {
  const verdict = verdictOf(login, name, page)
  if (!(verdict instanceof Promise)) return Boolean(verdict)
  throw new RequestError('PREDICATE', page, `login.${name} gives a promise: it is to say yes or no at once`)
}

function verdictOf(login: LoginSigns, name: 'signedIn' | 'signedOut', page: Response): unknown {
  try {
    return login[name]?.(page)
  } catch (error) {
    const problem = messageOf(error).replace(`${page.method} ${page.url.href}: `, '')
    throw new RequestError('PREDICATE', page, `login.${name} failed: ${problem}`, { cause: error })
  }
}
