/**
 * Memory and speed as a crawl grows: the same shop with more and more products, on one core, the store in a file.
 *
 *     node bench/scale.ts [products ...]     default 2000 10000 50000
 */
import { ServedShop } from './crawl/measure.ts'

const sizes = process.argv.slice(2).map(Number)
const rows: object[] = []
let first: number | undefined
for (const products of sizes.length > 0 ? sizes : [2_000, 10_000, 50_000]) {
  using shop = await ServedShop.open(products)
  const { pages, seconds, cpu, memory } = await shop.crawl('latchkey html5')
  first ??= memory
  rows.push({
    pages,
    'pages/s': Math.round(pages / seconds),
    'CPU s/1000 pages': ((cpu / pages) * 1_000).toFixed(2),
    'peak MB': Math.round(memory),
    'of the first': `${((memory / first) * 100).toFixed(0)} %`,
  })
}
console.table(rows)
