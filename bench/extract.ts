/**
 * CPU a page of reading and extracting: our `$` beside `cheerio.load`, with both parsers, on the fixture site's product
 * pages, or on all saved pages of a folder: `npm run bench -- extract` or `node bench/extract.ts <folder>`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { load } from 'cheerio'

import { loadHtml } from '../packages/core/src/http/html.ts'
import { startSite } from '../test/site/index.ts'

const PAGES = 200
const ROUNDS = 5

type Dollar = ReturnType<typeof loadHtml>

const clients: { readonly [name: string]: (html: string) => Dollar } = {
  'cheerio.load, html5': (html) => load(html),
  'latchkey, html5': (html) => loadHtml(html),
  'cheerio.load, htmlparser2': (html) => load(html, { xml: { xmlMode: false } }),
  'latchkey, fast': (html) => loadHtml(html, { parser: 'fast' }),
}

const pages = await readPages(process.argv[2])
const bytes = pages.reduce((sum, page) => sum + page.length, 0)
const times = new Map(Object.keys(clients).map((name) => [name, Infinity]))
// In turns, and the best of several, so that a noisy machine treats all alike.
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, client] of Object.entries(clients))
    times.set(name, Math.min(times.get(name) ?? 0, measure(client)))
}
const floor = times.get('cheerio.load, html5') ?? 1
console.table(
  [...times].map(([client, time]) => ({
    client,
    'CPU ms a page': Number((time / pages.length).toFixed(2)),
    'MB/s': Number((bytes / 1_000 / time).toFixed(1)),
    'times cheerio.load': Number((floor / time).toFixed(2)),
  })),
)

async function readPages(folder: string | undefined): Promise<string[]> {
  if (folder !== undefined) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.html?$/.test(file),
    )
    return files.map((file) => readFileSync(join(folder, file), 'utf8'))
  }
  await using site = await startSite({ products: PAGES })
  const { url } = site
  return await Promise.all(
    Array.from({ length: PAGES }, async (_, id) => (await fetch(`${url}/products/${id + 1}`)).text()),
  )
}

/** Milliseconds of CPU for all pages: ten fields and all links of each. */
function measure(client: (html: string) => Dollar): number {
  const before = process.cpuUsage()
  for (const html of pages) extract(client(html))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

function extract($: Dollar): unknown {
  const text = (selector: string) => $(selector).first().text()
  const fields = [
    '.product-title',
    '.price',
    '.old-price',
    '.brand',
    '.product-category',
    '.sku',
    '.availability',
    '.rating-value',
    '.description',
    'h1',
  ]
  const specifications = $('tr.specifications__row')
    .map((_, row) => $(row).find('td').text())
    .get()
  const links = $('a[href]')
    .map((_, link) => $(link).attr('href'))
    .get()
  return [fields.map(text), specifications, links]
}
