/**
 * Memory and speed as a crawl grows: the same shop with more and more products, on one core, the store in a file; by the
 * command, which keeps its heap small, and by `crawl()`, which leaves that to whose process it is.
 *
 *     node bench/scale.ts [products ...]     default 2000 10000 50000
 */
import { ServedShop } from './crawl/measure.ts'

const CLIENTS = ['latchkey run html5', 'latchkey html5']

const sizes = process.argv.slice(2).map(Number)
const rows: object[] = []
const first = new Map<string, number>()
for (const products of sizes.length > 0 ? sizes : [2_000, 10_000, 50_000]) {
  using shop = await ServedShop.open(products)
  for (const client of CLIENTS) {
    const { pages, seconds, cpu, memory } = await shop.crawl(client)
    if (!first.has(client)) first.set(client, memory)
    rows.push({
      client,
      pages,
      'pages/s': Math.round(pages / seconds),
      'CPU s/1000 pages': ((cpu / pages) * 1_000).toFixed(2),
      'peak MB': Math.round(memory),
      'of the first': `${((memory / (first.get(client) ?? memory)) * 100).toFixed(0)} %`,
    })
  }
}
console.table(rows)
