import { didYouMean } from '../../session/check/nearest.ts'
import { shown } from '../../session/check/rule.ts'
import { accountsOf, type Account } from '../accounts.ts'
import type { CrawlerSettings } from '../definition.ts'
import type { Login } from '../login.ts'
import { startsOf } from '../start.ts'
import { sessionComplaints } from './check-session.ts'

const EXAMPLE = "{ username: 'ada', password: secret('PASSWORD') }"

const FIELDS = ['form', 'fields', 'submit', 'browser', 'signedIn', 'signedOut', 'check', 'tokens']

const PREDICATE = "(response) => response.$('a.sign-out').length > 0"
const FUNCTIONS = {
  signedIn: PREDICATE,
  signedOut: PREDICATE.replace('a.sign-out', 'form.login'),
  submit: `(session) => session.submit('/login', ${EXAMPLE})`,
  browser: "async (page) => { await page.goto('/login') … }",
  tokens: "async (page) => ({ authorization: await page.evaluate('localStorage.token') })",
}

/** What is wrong with the login of a crawler and with its accounts, each with its mend. */
export function* loginComplaints(crawler: CrawlerSettings): Generator<string> {
  const { login, accounts } = crawler
  if (login !== undefined) yield* wayComplaints(login)
  if (accounts !== undefined) yield* accountComplaints(accounts, login)
  yield* fieldComplaints(crawler)
  const names = accountsOf(crawler).map(({ name }) => name)
  for (const { account } of startsOf(crawler)) {
    if (account !== undefined && !names.includes(account))
      yield `start is for ${JSON.stringify(account)}, which is no account${didYouMean(account, names)}`
  }
}

function* wayComplaints(login: Login): Generator<string> {
  if (typeof login !== 'object' || login === null) {
    yield `login is ${shown(login)}: write { form: '/login', fields: { … } }`
    return
  }
  for (const field of Object.keys(login)) {
    if (!FIELDS.includes(field)) yield `login.${field} is no field of a login${didYouMean(field, FIELDS)}`
  }
  yield* partComplaints(login)
  const ways = [login.form, login.submit, login.browser].filter((way) => way !== undefined)
  if (ways.length !== 1)
    yield 'login has no way to sign in, or several: give one of form (with fields), submit, browser'
}

function* partComplaints(login: Login): Generator<string> {
  for (const name of ['signedIn', 'signedOut', 'submit', 'browser', 'tokens'] as const) {
    const part: unknown = login[name]
    if (part !== undefined && typeof part !== 'function')
      yield `login.${name} is ${shown(part)}: write a function, as in ${FUNCTIONS[name]}`
  }
  for (const name of ['form', 'check'] as const) {
    const part: unknown = login[name]
    if (part !== undefined && typeof part !== 'string')
      yield `login.${name} is ${shown(part)}: write a path or a URL, as in '/login'`
  }
}

function* accountComplaints(accounts: readonly Account[], login: Login | undefined): Generator<string> {
  if (!Array.isArray(accounts) || accounts.length === 0) {
    yield `accounts is no list with something in it: write [{ name: 'ada', fields: ${EXAMPLE} }]`
    return
  }
  for (const [index, { name, fields, session }] of accounts.entries()) {
    if (typeof name !== 'string' || !/^[\w.@+-]+$/.test(name))
      yield `accounts[${index}].name is ${JSON.stringify(name)}: give it a name of letters, digits and . _ @ + -`
    if (accounts.findIndex((account) => account.name === name) < index)
      yield `accounts has ${name} twice: give each a name of its own`
    if (fields !== undefined && login?.form === undefined)
      yield `account ${name} has fields, but login has no form to fill in with them`
    yield* sessionComplaints(session, `accounts[${index}].session`)
    if (login === undefined && session === undefined)
      yield `account ${name} has nothing to sign in with: give the crawler a login, or the account a session: { auth: … }`
  }
}

function* fieldComplaints(crawler: CrawlerSettings): Generator<string> {
  if (crawler.login?.form === undefined) return
  for (const { name, fields } of accountsOf(crawler)) {
    if (typeof (fields ?? crawler.login.fields) === 'object') continue
    const place = name ? `account ${name} has no fields` : 'login.fields is missing'
    yield `${place}: say what to fill in, as in ${EXAMPLE}`
  }
}
