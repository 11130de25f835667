import { DefinitionError } from '../errors.ts'
import { didYouMean } from '../session/check/nearest.ts'
import type { FormValues } from '../session/form/entries.ts'
import type { Crawler, CrawlerSession, CrawlerSettings } from './definition.ts'
import type { Login } from './login.ts'

/** One of several accounts that a crawler signs in as; what else stands in it is for `login.submit` or `login.browser`. */
export interface Account {
  /** Names it in the store, in reports and on the command line: letters, digits and `. _ @ + -`. */
  readonly name: string
  /** Laid over `login.fields`, form by form. */
  readonly fields?: FormValues | readonly FormValues[]
  /** Laid over the crawler's `session`, as for a token or a proxy of its own. */
  readonly session?: CrawlerSession
}

/** The one account of a crawler that names none. */
const NOBODY: Account = { name: '' }

/** The accounts of a crawler, at least one. */
export function accountsOf({ accounts }: CrawlerSettings): readonly Account[] {
  return accounts ?? [NOBODY]
}

/**
 * The account of a crawler that has a name; without a name the only one.
 *
 * @throws {DefinitionError} when there is none, or no name and several.
 */
export function accountNamed(crawler: Crawler, name: string | undefined): Account {
  const accounts = accountsOf(crawler)
  const [first] = accounts
  if (name === undefined && first && accounts.length === 1) return first
  const found = accounts.find((account) => account.name === name)
  if (found) return found
  const names = accounts.map((account) => account.name).filter(Boolean)
  if (names.length === 0)
    throw new DefinitionError(`${crawler.name} has no accounts: leave --account ${name} out`)
  const said = name === undefined ? 'several accounts' : `no account ${name}${didYouMean(name, names)}`
  throw new DefinitionError(`${crawler.name} has ${said}: name one of ${names.join(', ')} with --account`)
}

/** The crawler as it is for one of its accounts: with the account's fields and session options in their place. */
export function asAccount(crawler: Crawler, account: Account): Crawler {
  const { accounts, login, session } = crawler
  return {
    ...crawler,
    ...(accounts && { accounts: [account] }),
    ...(login && { login: loginAs(login, account) }),
    ...((session ?? account.session) && { session: { ...session, ...account.session } }),
  }
}

/** A crawler, and an account of it where it has several, as messages call them. */
export function called(crawler: string, account: string): string {
  return account ? `${crawler} as ${account}` : crawler
}

function loginAs(login: Login, { fields }: Account): Login {
  return login.form === undefined ? login : { ...login, fields: fieldsFor(login.fields, fields) }
}

function fieldsFor(common: Account['fields'] = [], own: Account['fields'] = []): readonly FormValues[] {
  const [first, second] = [[common].flat(), [own].flat()]
  const forms = Math.max(first.length, second.length)
  return Array.from({ length: forms }, (_, form) => ({ ...first[form], ...second[form] }))
}
