import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { styleText } from 'node:util'

import { checkLogin, forgetLogin, loginNow } from '../engine/login-now.ts'
import type { Proof } from '../engine/login/signs/proof.ts'
import { importCookies, type ImportedCookies } from '../engine/login/ways/import-cookies.ts'
import { byCookies, byHand, byItself, type Way } from '../engine/login/ways/ways.ts'
import { DefinitionError } from '../errors.ts'
import type { Crawler } from '../extract/definition.ts'
import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import { loadCrawler } from './load.ts'
import { stopSignal } from './signals.ts'
import { table } from './table.ts'

export interface LoginOptions {
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
  // What is typed or pasted comes first: Ctrl-C ends that at once.
  const way = options.check || options.forget ? undefined : await wayOf(crawler, options)
  const store = new SqliteStore(options.store)
  const signals = stopSignal(() => console.error('stopping; again to quit at once'))
  try {
    console.log(await act(crawler, store, way, options, signals.signal))
    return 0
  } catch (error) {
    if (signals.signal.aborted) return 5
    throw error
  } finally {
    signals.end()
    process.stdin.pause()
    await store.close()
  }
}

/** Does it, and says what came of it. */
async function act(
  crawler: Crawler,
  store: SqliteStore,
  way: Way | undefined,
  options: LoginOptions,
  signal: AbortSignal,
): Promise<string> {
  if (way) return shown(crawler, 'signed in', await loginNow(crawler, store, way, signal), options)
  if (options.check)
    return shown(crawler, 'still signed in', await checkLogin(crawler, store, signal), options)
  const had = await forgetLogin(crawler, store)
  return `${crawler.name}  ${had ? 'forgotten' : 'no session is kept'}`
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
  if (options.import !== undefined) return byCookies(await cookiesFrom(crawler, options.import))
  if (!options.browser) return byItself
  const noticed = crawler.login?.signedIn ? ', or wait until it is noticed' : ''
  console.error(`sign in in the window; then press Enter here, close the window${noticed}`)
  return byHand(new Promise((resolve) => process.stdin.once('data', resolve)))
}

async function cookiesFrom(crawler: Crawler, source: string) {
  const input = await read(source)
  try {
    const { format, cookies, leftOut } = importCookies(crawler, input)
    console.error(
      `took ${cookies.length} cookies of ${crawler.name}'s site from the ${format}${leavings(leftOut)}`,
    )
    return cookies
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error
    throw new DefinitionError(`--import ${source}: ${error.message}`, { cause: error })
  }
}

function leavings({ foreign, unfit }: ImportedCookies['leftOut']): string {
  const others = foreign > 0 ? [`${foreign} of other sites`] : []
  if (unfit > 0) others.push(`${unfit} that have expired or could not be sent`)
  return others.length > 0 ? `; left out ${others.join(', and ')}` : ''
}

async function read(source: string): Promise<string> {
  if (source === '-' && process.stdin.isTTY)
    console.error('paste the curl command or file, then press Ctrl-D')
  try {
    return source === '-' ? await text(process.stdin) : await readFile(source, 'utf8')
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new DefinitionError(`--import ${source} cannot be read: ${problem}`, { cause: error })
  }
}

function shown({ name }: Crawler, claim: string, proof: Proof, { store }: LoginOptions): string {
  const sign = proof.isProven
    ? "has what the crawler's signedIn looks for"
    : 'has no sign of being signed out'
  const cookies = proof.cookies.map(({ name, domain, path, expires }) => ({
    cookie: name,
    of: path === '/' ? domain : domain + path,
    until: expires ? `${expires.toISOString().slice(0, 16)}Z` : 'no end of its own',
  }))
  return [
    `${styleText('bold', name)}  ${styleText('green', claim)}`,
    `proof  ${proof.url} ${sign}`,
    `kept   ${store}, sealed`,
    ...(cookies.length > 0 ? ['', ...table(cookies, Infinity)] : []),
  ].join('\n')
}
