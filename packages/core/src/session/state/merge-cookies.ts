import type { CookieState, SavedCookie } from '../cookies/cookie-state.ts'

/**
 * The cookies to save when somebody else has saved the file in the meantime: ours, with what they have changed since
 * we last knew the file and we have not.
 *
 * @param base The file as we last knew it.
 */
export function mergeCookies(ours: CookieState, theirs: CookieState, base: CookieState): CookieState {
  const known = byIdentity(base)
  const mine = byIdentity(ours)
  const merged = new Map(mine)
  for (const [identity, cookie] of byIdentity(theirs)) {
    const isTheirChange = !isEqual(cookie, known.get(identity))
    const isMyChange = !isEqual(mine.get(identity), known.get(identity))
    if (isTheirChange && !isMyChange) merged.set(identity, cookie)
  }
  for (const identity of known.keys()) {
    const isGoneThere = !byIdentity(theirs).has(identity)
    if (isGoneThere && isEqual(mine.get(identity), known.get(identity))) merged.delete(identity)
  }
  return { ...ours, cookies: [...merged.values()] }
}

function byIdentity({ cookies }: CookieState): Map<string, SavedCookie> {
  return new Map(cookies.map((cookie) => [JSON.stringify([cookie.domain, cookie.path, cookie.name]), cookie]))
}

function isEqual(one: SavedCookie | undefined, other: SavedCookie | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
