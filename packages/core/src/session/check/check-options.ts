import { DefinitionError } from '../../errors.ts'
import { isObject } from './is-object.ts'
import { didYouMean } from './nearest.ts'
import { shown } from './rule.ts'
import type { Rule } from './rule.ts'

/** A rule for every option there is. */
export type Rules<O> = { readonly [Name in keyof O]-?: Rule }

/** What others call it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  agent: 'transport',
  allow_redirects: "redirect: 'manual'",
  baseURL: 'baseUrl',
  base_url: 'baseUrl',
  cookieJar: 'cookies',
  data: 'form or body',
  dispatcher: 'transport',
  files: 'multipart',
  follow_redirects: "redirect: 'follow' or 'manual'",
  followRedirect: "redirect: 'follow' or 'manual'",
  jar: 'cookies',
  max_redirects: 'maxRedirects',
  params: 'query',
  prefixUrl: 'baseUrl',
  proxies: 'proxy',
  rejectUnauthorized: 'tls: { verify: false }',
  retries: 'retry',
  searchParams: 'query',
  throwHttpErrors: 'response.throwIfNotOk()',
  trust_env: "proxy: 'env'",
  verify: 'tls: { verify: false }',
}

/**
 * Checks options one by one, as a JavaScript user may have got any of them wrong.
 *
 * @param owner Who has the options, such as `a request`.
 * @param prefix Of their names in messages, such as `tls.`.
 * @throws {DefinitionError} naming the option, its value and the mend; and for a name that is no option.
 */
export function checkOptions<O>(owner: string, options: unknown, rules: Rules<O>, prefix = ''): void {
  if (!isObject(options))
    throw new DefinitionError(`the options of ${owner} are ${shown(options)}: give an object`)
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) throw unknown(owner, name, Object.keys(rules))
    if (value !== undefined) rules[name as keyof O](value, prefix + name)
  }
}

/** The rule that a value is an object with options of its own. */
export function optionsOf<O>(rules: Rules<O>): Rule {
  return (value, name) => checkOptions(name, value, rules, `${name}.`)
}

function unknown(owner: string, name: string, names: readonly string[]): DefinitionError {
  const other = Object.hasOwn(ELSEWHERE, name) ? `: here it is ${ELSEWHERE[name]}` : didYouMean(name, names)
  return new DefinitionError(`${owner} has no option ${JSON.stringify(name)}${other}`)
}
