/**
 * A whole crawl of the fixture site's shop, by Latchkey and by others, from a static server in another process.
 *
 *     node bench/crawl.ts [products] [rounds] [clients ...]     default 2000 3, all clients
 *
 * Each crawl has a process of its own, pinned to one core (by `taskset`, where there is one) with the server on the
 * other; those with workers have all cores. The clients take turns; the middle of all rounds counts, and the ratios more
 * than the figures. A client whose records are not the truth gets no figure. Latchkey's store is a file, and durable.
 * Crawlee takes part once it is installed (`npm install --prefix bench/peers`), Scrapy where `scrapy` is on the path.
 */
import type { Crawled } from './crawl/client.ts'
import { hasCrawlee } from './crawl/crawlee.ts'
import { latchkeyNamed } from './crawl/latchkey/client-name.ts'
import { canPin, median, ServedShop } from './crawl/measure.ts'
import { hasScrapy } from './crawl/scrapy.ts'

// Latchkey by `crawl()` with its parser and its workers, and by its command.
const CLIENTS = [
  'latchkey html5',
  'latchkey fast',
  'cheerio.load',
  'cheerio/slim',
  'htmlparser2',
  'fetch',
  'latchkey html5 2',
  'latchkey fast 2',
  'latchkey html5 auto',
  'latchkey run html5',
  'latchkey run fast',
]

const [products = '2000', rounds = '3', ...chosen] = process.argv.slice(2)
const crawlee = hasCrawlee() ? ['crawlee memory', 'crawlee persisted'] : []
const scrapy = hasScrapy() ? ['scrapy memory', 'scrapy persisted'] : []
const all = [...CLIENTS, ...crawlee, ...scrapy]
const names = chosen.length > 0 ? chosen : all
const crawls = new Map<string, Crawled[]>(names.map((name) => [name, []]))
using shop = await ServedShop.open(Number(products))
for (let round = 0; round < Number(rounds); round++) {
  for (const name of names) crawls.get(name)?.push(await shop.crawl(name))
}

console.table(
  names.map((name) => ({
    client: name,
    'pages/s': Math.round(speed(name)),
    'CPU s/1000 pages': (cpu(name) * 1_000).toFixed(2),
    'peak MB': Math.round(middle(name, ({ memory }) => memory)),
  })),
)
console.log('How many times the pages/s of the others; in brackets what the CPU alone would say:')
console.table(
  Object.fromEntries(
    names
      .filter((name) => latchkeyNamed(name))
      .map((name) => [name, Object.fromEntries(others(name).map((other) => [other, times(name, other)]))]),
  ),
)
console.log(
  `${shop.pages} pages, ${rounds} rounds, ${canPin ? 'each client on one core' : 'not pinned'}; ` +
    `the server used at most ${(shop.load * 100).toFixed(0)} % of its own`,
)
if (crawlee.length === 0) console.log('without Crawlee: npm install --prefix bench/peers')
if (scrapy.length === 0) console.log('without Scrapy: there is no `scrapy` on the path')

function middle(name: string, read: (crawled: Crawled) => number): number {
  return median((crawls.get(name) ?? []).map(read))
}

function speed(name: string): number {
  return middle(name, ({ pages, seconds }) => pages / seconds)
}

function cpu(name: string): number {
  return middle(name, ({ cpu, pages }) => cpu / pages)
}

/** Those that a client is compared with: all that are not Latchkey, and itself on one core. */
function others(name: string): string[] {
  const alone = name.replace(/ (\d+|auto)$/, '')
  return names.filter((other) => !latchkeyNamed(other) || (other === alone && other !== name))
}

/** The CPU is less disturbed by the rest of a busy machine. */
function times(name: string, other: string): string {
  return `${(speed(name) / speed(other)).toFixed(2)} (${(cpu(other) / cpu(name)).toFixed(2)})`
}
