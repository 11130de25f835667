import { CookieJar } from '../cookies/jar.ts'
import type { SessionOptions } from '../options.ts'
import { reveal } from '../secret.ts'
import { isOrigin } from '../site.ts'

/**
 * Puts the cookies that a session begins with into its jar: for the origin alone, or for the domain and those below.
 *
 * @param home The origin or domain of the site.
 * @throws {DefinitionError} for a cookie that cannot be sent.
 */
export function addFirstCookies(jar: CookieJar, cookies: SessionOptions['cookies'], home: string): void {
  if (!cookies || cookies instanceof CookieJar) return
  const where = isOrigin(home) ? { url: home } : { domain: home }
  for (const [name, value] of Object.entries(cookies))
    jar.set({ name, value: reveal(value), path: '/', ...where })
}
