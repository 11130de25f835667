import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { FetchedPage } from '../engine/fetch-page.ts'
import { loadPage } from '../http/files/saved-page.ts'

/** Longest name of a page, in characters, before what tells it from others of the same name. */
const LONGEST_NAME = 80

/** Where a page is kept for a test, and whether it stands there already. */
export interface FixtureFile {
  readonly file: string
  readonly isThere: boolean
}

/**
 * Finds the file for a page: `feed-offset-2.json` for `/feed?offset=2` of the route `feed`. The same URL has the same
 * file each time, and no other page has it: of two that would be named alike the second has a part of its URL's hash.
 */
export async function fixtureFile(folder: string, page: FetchedPage): Promise<FixtureFile> {
  const url = page.response.url.href
  const name = nameOf(page)
  const extension = extensionOf(page)
  const plain = join(folder, `${name}${extension}`)
  const holder = await holderOf(plain)
  if (holder === undefined || holder === url) return { file: plain, isThere: holder === url }
  const file = join(folder, `${name}-${hash('sha1', url).slice(0, 8)}${extension}`)
  return { file, isThere: existsSync(file) }
}

/** The URL of the page that a file holds: empty for what is no saved page, `undefined` where there is nothing. */
async function holderOf(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined
  return loadPage(file).then(
    ({ url }) => url.href,
    () => '',
  )
}

/** Route, account, path and query as words that every file system and shell takes. */
function nameOf({ route, account, response: { url } }: FetchedPage): string {
  const [first, ...rest] = words(url.pathname + url.search)
  const address = first === undefined || first === route ? rest : [first, ...rest]
  return [...words(route), ...words(account), ...address].join('-').slice(0, LONGEST_NAME)
}

function words(text: string): string[] {
  return text.split(/\W+/).filter(Boolean)
}

function extensionOf({ response }: FetchedPage): string {
  const type = response.headers.get('content-type') ?? ''
  if (type.includes('json')) return '.json'
  return type.includes('xml') && !type.includes('html') ? '.xml' : '.html'
}
