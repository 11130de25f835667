import type { Headers } from '../../../http/headers.ts'

/** One way in which a server offers to be authenticated to. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string
  readonly token68: string | undefined
  /** By name in lower case, unquoted; of a name given twice, the first. */
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * All challenges of a response, in order, over all lines of WWW-Authenticate (RFC 9110 section 11.6.1).
 *
 * A comma separates challenges as well as parameters: a word is a parameter when `=` follows it, else a scheme.
 * Unquoted values that should have been quoted are read up to the next comma.
 */
export function challengesOf(headers: Headers): Challenge[] {
  return headers.getAll('www-authenticate').flatMap(parseChallenges)
}

/** The parameters of a line without a scheme, as in Authentication-Info (RFC 9110 section 11.6.3). */
export function parseParameters(line: string): ReadonlyMap<string, string> {
  return parseChallenges(`info ${line}`)[0]?.parameters ?? new Map()
}

const SEPARATOR = /[\s,]*/y
const PARAMETER = /([!#$%&'*+\-.^_`|~\w]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"?|([^,\s]*))/y
const SCHEME = /([!#$%&'*+\-.^_`|~\w]+)(?:[ \t]+([A-Za-z0-9\-._~+/]+=*)(?=[ \t]*(?:,|$)))?/y

function parseChallenges(line: string): Challenge[] {
  const challenges: { scheme: string; token68: string | undefined; parameters: Map<string, string> }[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(line)
    if (match) at = pattern.lastIndex
    return match
  }
  while (take(SEPARATOR) && at < line.length) {
    const parameter = take(PARAMETER)
    if (parameter) {
      const [, name = '', quoted, plain = ''] = parameter
      const parameters = challenges.at(-1)?.parameters
      const key = name.toLowerCase()
      if (parameters && !parameters.has(key)) parameters.set(key, quoted?.replace(/\\([^])/g, '$1') ?? plain)
      continue
    }
    const scheme = take(SCHEME)
    if (scheme)
      challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), token68: scheme[2], parameters: new Map() })
    // Neither: a character that has no place here, skipped.
    else at += 1
  }
  return challenges
}
