import { LoginError } from '../../../errors.ts'
import { homeOf } from '../../../extract/follow/scope.ts'
import type { StoredCookie } from '../../../session/cookies/cookie.ts'
import { throwIfPassing } from '../../../session/retry.ts'
import { MemberPages } from '../page-kinds/member-pages.ts'
import { noProof } from '../page-kinds/proof-pages.ts'
import type { Member } from '../user.ts'

/** What shows that a session is signed in. */
export interface Proof {
  /** The page that was asked: `login.check`, else the crawler's first start. */
  readonly url: string
  /**
   * What shows it: the crawler's `signedIn`; that a stranger is shown something else; or only that there is nothing to the
   * contrary, though the page looks the same to everybody.
   */
  readonly by: 'signedIn' | 'stranger' | 'nothing'
  /** What the session now holds, without the values. */
  readonly cookies: readonly Pick<StoredCookie, 'name' | 'domain' | 'path' | 'expires'>[]
}

/**
 * Asks a page whether the session is signed in, without signing in.
 *
 * @throws {LoginError} `SIGNED_OUT` when the page was made for somebody else.
 * @throws {LoginError} `NO_PROOF` when the page cannot say, `StatusError` when it may later.
 */
export async function prove(member: Member, signal: AbortSignal): Promise<Proof> {
  const { crawler, login, session, signs } = member
  const page = login.check ?? homeOf(crawler)
  const response = await session.get(page, { signal })
  const { origin, pathname } = response.requestUrl
  const url = origin + pathname
  const sign = signs.read({ route: '', key: new Uint8Array() }, response)
  if (sign === 'out' || sign === 'maybe out' || response.status === 403) {
    throw new LoginError('SIGNED_OUT', `${url} shows a signed-out visitor`)
  }
  throwIfPassing(response)
  if (!response.ok) throw noProof(response)
  const cookies = session.cookies
    .all()
    .map(({ name, domain, path, expires }) => ({ name, domain, path, expires }))
  if (sign === 'in') return { url, by: 'signedIn', cookies }
  const isClosed = await new MemberPages(member).find([response.requestUrl.href], signal)
  return { url, by: isClosed === undefined ? 'nothing' : 'stranger', cookies }
}
