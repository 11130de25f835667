import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

import { Pool } from 'undici'

import { isProductPath, isShopPath, type ShopRecord } from './shop.ts'

/** How many requests are on their way at once, with every client. */
export const CONCURRENCY = 16

/** What is read from a page by hand. */
export interface HandRead {
  readonly record: ShopRecord | undefined
  /** As they stand on the page. */
  readonly hrefs: Iterable<string>
}

/** A crawl as one writes it by hand: a pool, a set of what is known, a list of what waits, records as JSON lines. */
export async function crawlByHand(
  start: string,
  output: string,
  read: (html: string, isProduct: boolean) => HandRead,
): Promise<number> {
  const { origin } = new URL(start)
  const pool = new Pool(origin, { connections: CONCURRENCY })
  const lines = createWriteStream(output)
  const known = new Set([start])
  const waiting = [start]
  let pages = 0
  const visit = async (url: string): Promise<void> => {
    const path = url.slice(origin.length)
    const { body } = await pool.request({ path, method: 'GET' })
    const { record, hrefs } = read(await body.text(), isProductPath(path))
    if (record) lines.write(`${JSON.stringify(record)}\n`)
    for (const href of hrefs) {
      const link = URL.parse(href, url)
      if (link?.origin !== origin || !isShopPath(link.pathname)) continue
      link.hash = ''
      if (known.has(link.href)) continue
      known.add(link.href)
      waiting.push(link.href)
    }
    pages++
  }
  const active = new Set<Promise<void>>()
  while (waiting.length > 0 || active.size > 0) {
    while (active.size < CONCURRENCY && waiting.length > 0) {
      const visiting: Promise<void> = visit(waiting.pop() ?? '').finally(() => active.delete(visiting))
      active.add(visiting)
    }
    await Promise.race(active)
  }
  await finished(lines.end())
  await pool.close()
  return pages
}
