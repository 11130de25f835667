import type { CheerioAPI } from 'cheerio'
import { findOne, getElementsByTagName, textContent } from 'domutils'
import { parseDocument } from 'htmlparser2'
import { Pool } from 'undici'

import { CONCURRENCY, crawlByHand, type HandRead } from './hand-loop.ts'
import { FIELDS, type ShopRecord } from './shop.ts'

type Node = ReturnType<typeof parseDocument>['children'][number]
type Element = ReturnType<typeof getElementsByTagName>[number]

/** undici and `cheerio.load`: the loop that most people write. */
export async function withCheerio(start: string, output: string): Promise<number> {
  const { load } = await import('cheerio')
  return crawlByHand(start, output, (html, isProduct) => readCheerio(load(html), isProduct))
}

/** undici and `cheerio/slim`, which reads with htmlparser2. */
export async function withSlim(start: string, output: string): Promise<number> {
  const { load } = await import('cheerio/slim')
  return crawlByHand(start, output, (html, isProduct) => readCheerio(load(html), isProduct))
}

/** undici, and the tree of htmlparser2 searched with domutils: the fastest that is still readable. */
export async function withHtmlparser2(start: string, output: string): Promise<number> {
  return crawlByHand(start, output, (html, isProduct) => readTree(parseDocument(html).children, isProduct))
}

/** Every page fetched and none parsed: what the network alone allows. */
export async function fetchOnly(start: string, paths: readonly string[]): Promise<number> {
  const pool = new Pool(new URL(start).origin, { connections: CONCURRENCY })
  const waiting = [...paths]
  const work = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const { body } = await pool.request({ path, method: 'GET' })
      await body.text()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  await pool.close()
  return paths.length
}

function readCheerio($: CheerioAPI, isProduct: boolean): HandRead {
  const record = (): ShopRecord => {
    const entries = Object.entries(FIELDS).map(([name, selector]) => [name, $(selector).first().text()])
    return Object.fromEntries(entries) as ShopRecord
  }
  return {
    record: isProduct ? record() : undefined,
    hrefs: $('a[href]')
      .toArray()
      .map((link) => $(link).attr('href') ?? ''),
  }
}

function readTree(nodes: Node[], isProduct: boolean): HandRead {
  const withClass = (name: string, within: Node[] = nodes): Element | null =>
    findOne((element) => hasClass(element, name), within)
  const text = (element: Element | null): string => (element ? textContent(element) : '')
  const record = (): ShopRecord => ({
    id: text(withClass('product-id')),
    title: text(withClass('product-title')),
    price: text(withClass('price', withClass('prices')?.children)),
    oldPrice: text(withClass('old-price')),
    brand: text(withClass('brand')),
    category: text(withClass('product-category', withClass('breadcrumbs')?.children)),
    sku: text(withClass('sku', withClass('codes')?.children)),
    availability: text(withClass('availability')),
    rating: text(withClass('rating-value')),
    description: text(withClass('description')),
  })
  return {
    record: isProduct ? record() : undefined,
    hrefs: getElementsByTagName('a', nodes).flatMap(({ attribs }) => attribs['href'] ?? []),
  }
}

function hasClass({ attribs }: Element, name: string): boolean {
  const { class: classes } = attribs
  return classes !== undefined && (classes === name || classes.split(' ').includes(name))
}
