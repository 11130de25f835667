import type { CookieState, SavedCookie } from '../cookies/cookie-state.ts'

/**
 * The cookies to save when somebody else has saved the file in the meantime: ours, with what they have changed since
 * we last knew the file and we have not.
 *
 * @param base The file as we last knew it.
 */
export function mergeCookies(ours: CookieState, theirs: CookieState, base: CookieState): CookieState {
  const merged = byIdentity(ours)
  const others = byIdentity(theirs)
  const known = byIdentity(base)
  for (const identity of new Set([...others.keys(), ...known.keys()])) {
    if (!isEqual(merged.get(identity), known.get(identity))) continue
    const cookie = others.get(identity)
    if (cookie) merged.set(identity, cookie)
    else merged.delete(identity)
  }
  return { ...ours, cookies: [...merged.values()] }
}

function byIdentity({ cookies }: CookieState): Map<string, SavedCookie> {
  return new Map(cookies.map((cookie) => [JSON.stringify([cookie.domain, cookie.path, cookie.name]), cookie]))
}

function isEqual(one: SavedCookie | undefined, other: SavedCookie | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
