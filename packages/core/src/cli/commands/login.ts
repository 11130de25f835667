import { styleText } from 'node:util'

import { checkLogin, forgetLogin, loginNow, type Place } from '../../engine/login/command/login-now.ts'
import type { Proof } from '../../engine/login/command/prove.ts'
import { byCookies, byHand, byItself, type Way } from '../../engine/login/command/ways.ts'
import { DefinitionError, LoginError } from '../../errors.ts'
import { accountNamed, accountsOf, called, type Account } from '../../extract/accounts.ts'
import type { Crawler } from '../../extract/definition.ts'
import { SqliteStore } from '../../frontier/sqlite/sqlite-store.ts'
import { loadCrawler } from '../crawler/load.ts'
import { readImport } from '../read-import.ts'
import { table } from '../show/table.ts'
import { stopSignal } from '../signals.ts'

export interface LoginOptions {
  readonly account?: string
  readonly check?: true
  readonly forget?: true
  readonly import?: string
  readonly browser?: true
  readonly store: string
}

/** `latchkey login`: signs in and keeps the session, asks after the one that is kept, or forgets it. */
export async function login(name: string, options: LoginOptions): Promise<number> {
  checkModes(options)
  const { crawler } = await loadCrawler(name)
  const accounts = accountsMeant(crawler, options)
  // What is typed or pasted comes first: Ctrl-C ends that at once.
  const way = options.check || options.forget ? undefined : await wayOf(crawler, options)
  const store = new SqliteStore(options.store)
  const signals = stopSignal(() => console.error('stopping; again to quit at once'))
  let code = 0
  try {
    for (const account of accounts) {
      const act = actOn({ crawler, account, store }, way, options, signals.signal)
      await act.then(console.log, (error: unknown) => {
        if (accounts.length === 1 || !(error instanceof LoginError)) throw error
        // The others are not to suffer from it.
        console.error(`latchkey: ${error.message}`)
        code = 4
      })
    }
    return code
  } catch (error) {
    if (signals.signal.aborted) return 5
    throw error
  } finally {
    signals.end()
    process.stdin.pause()
    await store.close()
  }
}

/** Does it for one account, and says what came of it. */
async function actOn(
  place: Place,
  way: Way | undefined,
  options: LoginOptions,
  signal: AbortSignal,
): Promise<string> {
  if (way) return shown(place, 'signed in', await loginNow(place, way, signal), options)
  if (options.check) return shown(place, 'still signed in', await checkLogin(place, signal), options)
  const had = await forgetLogin(place)
  return `${called(place.crawler.name, place.account.name)}  ${had ? 'forgotten' : 'no session is kept'}`
}

/** All accounts, unless one is named; a person or a file can only sign in one of them. */
function accountsMeant(crawler: Crawler, options: LoginOptions): readonly Account[] {
  const isOne = options.account !== undefined || options.browser || options.import !== undefined
  return isOne ? [accountNamed(crawler, options.account)] : accountsOf(crawler)
}

function checkModes(options: LoginOptions): void {
  const given = (['check', 'forget', 'import', 'browser'] as const).filter(
    (mode) => options[mode] !== undefined,
  )
  if (given.length < 2) return
  throw new DefinitionError(
    `${given.map((mode) => `--${mode}`).join(' and ')} exclude each other: give one of them`,
  )
}

async function wayOf(crawler: Crawler, options: LoginOptions): Promise<Way> {
  if (options.import !== undefined) return byCookies(await readImport(crawler, options.import))
  if (!options.browser) return byItself
  const noticed = crawler.login?.signedIn ? ', or wait until it is noticed' : ''
  console.error(`sign in in the window; then press Enter here, or close it${noticed}`)
  return byHand(new Promise((resolve) => process.stdin.once('data', resolve)))
}

/** What the page shows that was asked for the proof. */
const SIGNS: Readonly<Record<Proof['by'], string>> = {
  signedIn: "has what the crawler's signedIn looks for",
  stranger: 'is shown to this session, and to no stranger',
  nothing: 'looks so to strangers too, and proves nothing: name one for members only as login.check',
}

function shown({ crawler, account }: Place, claim: string, proof: Proof, { store }: LoginOptions): string {
  const isLacking = crawler.login?.signedIn && proof.by !== 'signedIn'
  const sign = SIGNS[proof.by] + (isLacking ? ", but it lacks what the crawler's signedIn looks for" : '')
  const cookies = proof.cookies.map(({ name, domain, path, expires }) => ({
    cookie: name,
    of: path === '/' ? domain : domain + path,
    until: expires ? `${expires.toISOString().slice(0, 16)}Z` : 'no end of its own',
  }))
  return [
    `${styleText('bold', called(crawler.name, account.name))}  ${styleText('green', claim)}`,
    `proof  ${proof.url} ${sign}`,
    `kept   ${store}, sealed`,
    ...(cookies.length > 0 ? ['', ...table(cookies, Infinity)] : []),
  ].join('\n')
}
