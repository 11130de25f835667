import type { CookiePair } from '../cookies/cookie-line.ts'
import { readPair } from '../cookies/set-cookie.ts'

/** Reads the value of a Cookie header; what stands without `=` is a nameless cookie. */
export function parseCookieHeader(text: string): CookiePair[] {
  return text
    .split(';')
    .map(readPair)
    .filter(({ name, value }) => name !== '' || value !== '')
}
