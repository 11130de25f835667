/** Reads pages, and prints how many MB of memory grow although the young generation is collected after each page. */
import { defineCrawler, extract, Response } from 'latchkey'

const PAGES = 100
const body = '<p>a paragraph of <b>a few</b> nodes</p>'.repeat(500)
const crawler = defineCrawler({
  name: 'x',
  start: 'http://127.0.0.1/',
  routes: { page: ({ $ }) => void $('p').length },
})

await readAll()
const before = process.memoryUsage().heapUsed
await readAll()
console.log(Math.round((process.memoryUsage().heapUsed - before) / 1e6))

async function readAll(): Promise<void> {
  for (let page = 0; page < PAGES; page++) {
    await extract(crawler, 'page', new Response({ url: 'http://127.0.0.1/', body }))
    globalThis.gc?.({ type: 'minor' })
  }
}
