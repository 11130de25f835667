import { DefinitionError } from '../../../errors.ts'
import type { Crawler } from '../../../extract/definition.ts'
import type { StoredCookie } from '../../../session/cookies/cookie.ts'
import { CookieJar } from '../../../session/cookies/jar.ts'
import { parseCookies, type ParsedCookies } from '../../../session/formats/parse-cookies.ts'
import { cookiesOfSite } from '../ways/site-cookies.ts'

/** What a text from a real browser has for a crawler. */
export interface ImportedCookies {
  readonly format: ParsedCookies['format']
  readonly cookies: readonly StoredCookie[]
  readonly userAgent: string | undefined
  /** How many belong to other sites, and how many have expired or could never be set. */
  readonly leftOut: { readonly foreign: number; readonly unfit: number }
}

/**
 * Reads the cookies of a crawler's site, and no others.
 *
 * @throws {DefinitionError} when the text is of no known format, or holds none of them.
 */
export function importCookies(crawler: Crawler, text: string): ImportedCookies {
  const { format, cookies, userAgent } = parseCookies(text)
  // One jar each: the limits of a common one would drop some of a large file.
  const fit = cookies.flatMap((cookie) => {
    const jar = new CookieJar()
    jar.add([cookie])
    return jar.all()
  })
  const own = fit.filter(cookiesOfSite(crawler))
  const leftOut = { foreign: fit.length - own.length, unfit: cookies.length - fit.length }
  if (own.length === 0) throw new DefinitionError(noneOf(crawler, format, leftOut))
  return { format, cookies: own, userAgent, leftOut }
}

function noneOf({ name }: Crawler, format: string, { foreign, unfit }: ImportedCookies['leftOut']): string {
  if (foreign + unfit === 0) {
    const hint = format === 'HAR' ? ': export it with sensitive data' : ''
    return `the ${format} has no cookies at all${hint}`
  }
  return `the ${format} has no cookie of the site of ${name}: ${foreign} are of other sites, ${unfit} have expired or are no good`
}
