import { LoginError } from '../../../errors.ts'
import { homeOf } from '../../../extract/follow/scope.ts'
import type { StoredCookie } from '../../../session/cookies/cookie.ts'
import type { Attempt } from '../ways/attempt.ts'

/** What shows that a session is signed in. */
export interface Proof {
  /** The page that was asked: `login.check`, else the crawler's first start. */
  readonly url: string
  /** Whether the crawler's `signedIn` found its proof on it; else it only shows nothing to the contrary. */
  readonly isProven: boolean
  /** What the session now holds, without the values. */
  readonly cookies: readonly Pick<StoredCookie, 'name' | 'domain' | 'path' | 'expires'>[]
}

/**
 * Asks a page whether the session is signed in, without signing in.
 *
 * @throws {LoginError} `SIGNED_OUT` when the page was made for somebody else.
 * @throws {StatusError} when the page does not say.
 */
export async function prove(
  { crawler, login, session, signs }: Attempt,
  signal: AbortSignal,
): Promise<Proof> {
  const page = login.check ?? homeOf(crawler)
  const response = await session.get(page, { signal })
  const { origin, pathname } = response.requestUrl
  const url = origin + pathname
  const sign = signs.read({ route: '', key: new Uint8Array(), response })
  if (sign === 'out' || sign === 'maybe out' || response.status === 403) {
    throw new LoginError('SIGNED_OUT', `${url} shows a signed-out visitor`)
  }
  response.throwIfNotOk()
  const cookies = session.cookies
    .all()
    .map(({ name, domain, path, expires }) => ({ name, domain, path, expires }))
  return { url, isProven: sign === 'in', cookies }
}
