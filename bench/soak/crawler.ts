import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'

import type { StartEvent } from 'latchkey'

import { productCrawler } from '../../test/support/crawlers/shop.ts'

/** Pages from one sample to the next. */
const every = Number(process.env['SAMPLE_EVERY'])
const file = process.env['SAMPLES'] ?? ''
let done = 0

subscribe('latchkey:start', (message) => {
  const { counts } = message as StartEvent
  void counts().then((books) => (done += books.done))
})
subscribe('latchkey:page', () => {
  done++
  if (done % every === 0) setImmediate(sample)
})

/** What is left after everything that can be collected was. */
function sample(): void {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  appendFileSync(file, `${JSON.stringify({ pid: process.pid, done, rss, heap: heapUsed, external })}\n`)
}

/** The crawler of the soak, which also writes down how much memory its process takes. */
export default productCrawler(process.env['SITE_URL'] ?? '', { allowFailed: '10%' })
