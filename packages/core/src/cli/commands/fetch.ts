import { dirname, join, relative } from 'node:path'
import { styleText } from 'node:util'

import { fetchPage, type FetchedPage } from '../../engine/fetch-page.ts'
import { DefinitionError } from '../../errors.ts'
import { SqliteStore } from '../../frontier/sqlite/sqlite-store.ts'
import { savePage } from '../../http/saved-page.ts'
import { loadCrawler } from '../crawler/load.ts'
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
    if (options.save) {
      const saved = join(dirname(file), crawler.name, `${page.route}${extensionOf(page)}`)
      await savePage(saved, page.response)
      const fromTest = JSON.stringify(`./${relative(dirname(file), saved)}`)
      console.error(
        `\nsaved as ${relative('', saved)}; in a test beside the crawler: await loadPage(new URL(${fromTest}, import.meta.url))`,
      )
    }
    if (page.extraction instanceof Error) throw page.extraction
    return page.response.ok ? 0 : 3
  } finally {
    await store.close()
  }
}

function parseData(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new DefinitionError(`--data is no JSON: write it as in --data '{"year":2026}'`, { cause: error })
  }
}

function describe({ route, response, extraction }: FetchedPage): string[] {
  const { status, statusText, url, body, timings, history } = response
  const color = response.ok ? 'green' : 'red'
  const hops = history.map((hop) => `  ${hop.status} ${hop.url.href}`)
  const phases = Object.entries(timings).map(([phase, time]) => `${words(phase)} ${Math.round(Number(time))}`)
  const head = [
    ...hops,
    `${styleText(color, `${status} ${statusText}`.trim())} ${url.href}`,
    `route ${route}   ${size(body.byteLength)}   ${phases.join(', ')} ms`,
  ]
  if (extraction instanceof Error) return head
  const { records, links } = extraction
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
  ]
}

/** `firstByte` as one reads it: `first byte`. */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function toJson({ route, response, extraction }: FetchedPage): object {
  const { status, url, timings } = response
  const result = extraction instanceof Error ? { error: extraction.message } : extraction
  return { url: url.href, status, route, timings, ...result }
}

function extensionOf({ response }: FetchedPage): string {
  const type = response.headers.get('content-type') ?? ''
  if (type.includes('json')) return '.json'
  return type.includes('xml') && !type.includes('html') ? '.xml' : '.html'
}
