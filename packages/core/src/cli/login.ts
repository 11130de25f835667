import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { styleText } from 'node:util'

import { checkLogin, forgetLogin, loginNow } from '../engine/login-now.ts'
import { importCookies, type ImportedCookies } from '../engine/login/import-cookies.ts'
import type { Proof } from '../engine/login/proof.ts'
import { byCookies, byHand, byItself, type Way } from '../engine/login/ways.ts'
import { DefinitionError } from '../errors.ts'
import type { Crawler } from '../extract/definition.ts'
import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import { loadCrawler } from './load.ts'
import { table } from './table.ts'

export interface LoginOptions {
  readonly check?: true
  readonly forget?: true
  readonly import?: string
  readonly browser?: true
  readonly store: string
}

/** `latchkey login`: signs in, or asks after the kept session, and shows what proves it. */
export async function login(name: string, options: LoginOptions): Promise<number> {
  checkModes(options)
  const { crawler } = await loadCrawler(name)
  const store = new SqliteStore(options.store)
  const { signal } = new AbortController()
  try {
    if (options.forget) {
      const had = await forgetLogin(crawler, store)
      console.log(`${crawler.name}  ${had ? 'the kept session is forgotten' : 'no session is kept'}`)
    } else if (options.check) {
      show(crawler, 'still signed in', await checkLogin(crawler, store, signal), options)
    } else {
      const way = await wayOf(crawler, options)
      show(crawler, 'signed in', await loginNow(crawler, store, way, signal), options)
    }
    return 0
  } finally {
    process.stdin.pause()
    await store.close()
  }
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

function show(
  crawler: Crawler,
  claim: string,
  { url, isProven, cookies }: Proof,
  { store }: LoginOptions,
): void {
  const sign = isProven ? "has what the crawler's signedIn looks for" : 'has no sign of being signed out'
  const rows = cookies.map(({ name, domain, path, expires }) => ({
    cookie: name,
    of: path === '/' ? domain : domain + path,
    until: expires ? `${expires.toISOString().slice(0, 16)}Z` : 'no end of its own',
  }))
  const lines = [
    `${styleText('bold', crawler.name)}  ${styleText('green', claim)}`,
    `proof  ${url} ${sign}`,
    `kept   ${store}, sealed`,
    ...(rows.length > 0 ? ['', ...table(rows, Infinity)] : []),
  ]
  console.log(lines.join('\n'))
}
