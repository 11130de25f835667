import { dirname, join, relative } from 'node:path'
import { styleText } from 'node:util'

import { fetchPage, type FetchedExtraction, type FetchedPage } from '../../engine/fetch-page.ts'
import { DefinitionError, RequestError } from '../../errors.ts'
import { SqliteStore } from '../../frontier/sqlite/sqlite-store.ts'
import { savePage } from '../../http/files/saved-page.ts'
import type { Response } from '../../http/response.ts'
import { loadCrawler } from '../crawler/load.ts'
import { fixtureFile } from '../fixture-file.ts'
import { size } from '../show/format.ts'
import { table } from '../show/table.ts'

export interface FetchOptions {
  readonly route?: string
  readonly account?: string
  readonly data?: string
  readonly save?: true
  readonly store: string
  readonly json?: true
}

/** `latchkey fetch`: one page, its records, links and timings; nothing is queued. */
export async function fetch(name: string, url: string, options: FetchOptions): Promise<number> {
  const { crawler, file } = await loadCrawler(name)
  const store = new SqliteStore(options.store)
  try {
    const { route, account } = options
    const chosen = { ...(route !== undefined && { route }), ...(account !== undefined && { account }) }
    const page = await fetchPage(crawler, url, { store, ...chosen, data: parseData(options.data) })
    if (options.json) console.log(JSON.stringify(toJson(page)))
    else console.log(describe(page).join('\n'))
    if (options.save) console.error(`\n${await save(dirname(file), crawler.name, page)}`)
    if (page.extraction instanceof Error) throw page.extraction
    return 0
  } finally {
    await store.close()
  }
}

/** Keeps a page beside its crawler, unless no run would read it: an error page must not take the place of a good one. */
async function save(beside: string, name: string, page: FetchedPage): Promise<string> {
  if (!isRead(page)) return 'not saved: a test is for a page that a run reads'
  const { file, isThere } = await fixtureFile(join(beside, name), page)
  await savePage(file, page.response)
  const fromTest = JSON.stringify(`./${relative(beside, file)}`)
  return `${isThere ? 'saved anew, in place of an earlier answer,' : 'saved'} as ${relative('', file)}; in a test beside the crawler: await loadPage(new URL(${fromTest}, import.meta.url))`
}

/** Whether it is a page that a run reads, well or not. */
function isRead({ extraction }: FetchedPage): boolean {
  return !(extraction instanceof RequestError)
}

function parseData(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new DefinitionError(`--data is no JSON: write it as in --data '{"year":2026}'`, { cause: error })
  }
}

function describe(page: FetchedPage): string[] {
  const { route, response, extraction } = page
  const { status, statusText, url, body, timings, history } = response
  const color = response.ok ? 'green' : 'red'
  const hops = history.map((hop) => `  ${hop.status} ${hop.url.href}`)
  const phases = Object.entries(timings).map(([phase, time]) => `${words(phase)} ${Math.round(Number(time))}`)
  const head = [
    ...hops,
    `${styleText(color, `${status} ${statusText}`.trim())} ${url.href}`,
    `route ${route}   ${size(body.byteLength)}   ${phases.join(', ')} ms`,
  ]
  if (!isRead(page)) return [...head, 'not read: to a run, this page has failed']
  if (extraction instanceof Error) return head
  const { records, links, files, linkless } = extraction
  const rows = links.map(({ url, route, skip }) => ({
    link: url,
    to: skip === undefined ? route : `skipped: ${skip}`,
  }))
  return [
    ...head,
    '',
    `${records.length} ${records.length === 1 ? 'record' : 'records'}`,
    ...records.map((record) => JSON.stringify(record, null, 2)),
    '',
    `${links.length} ${links.length === 1 ? 'link' : 'links'}`,
    ...(rows.length > 0 ? table(rows, Infinity) : []),
    ...describeFiles(files, response),
    ...linkless.map(
      (selector) => `follow(${JSON.stringify(selector)}) matched what neither is a link nor holds one`,
    ),
  ]
}

/** What a run would keep of the page. */
function describeFiles(files: FetchedExtraction['files'], response: Response): string[] {
  if (files.length === 0) return []
  const type = response.headers.get('content-type') ?? ''
  const rows = files.map(({ name, body }) => ({ file: name, size: size(body.byteLength), type }))
  return [
    '',
    `${files.length} ${files.length === 1 ? 'file' : 'files'}, not kept by this command`,
    ...table(rows, Infinity),
  ]
}

/** `firstByte` as one reads it: `first byte`. */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function toJson({ route, response, extraction }: FetchedPage): object {
  const { status, url, timings } = response
  const place = { url: url.href, status, route, timings }
  if (extraction instanceof Error) return { ...place, error: extraction.message }
  const files = extraction.files.map(({ name, body }) => ({ name, bytes: body.byteLength }))
  return { ...place, ...extraction, files }
}
