/**
 * The other process of a test.
 *
 *     child.ts hold  <file> <crawler>           owns the run until it is killed
 *     child.ts crawl <file> <crawler> <pages>   crawls the endless site, and tells each page once it is committed
 */
import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import type { QueuedRequest, Run } from '../../packages/core/src/frontier/store.ts'
import { endlessPage, numberOf, START } from './endless-site.ts'
import { SITE } from './samples.ts'

const CONCURRENCY = 8

const [task, file = '', crawler = '', pages = '0'] = process.argv.slice(2)
const store = new SqliteStore(file)
const run = await store.open(crawler)
await run.enqueue([START])
if (task === 'hold') await hold()
else await crawl(Number(pages))

async function hold(): Promise<void> {
  await run.claim(SITE, 1)
  process.send?.('ready')
  setInterval(() => {}, 60_000)
}

async function crawl(pages: number): Promise<void> {
  let left = pages
  const lane = async () => {
    for (; left > 0; left--) await crawlOne(run)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, lane))
  await run.end('enough')
  await store.close()
  process.disconnect()
}

async function crawlOne(run: Run): Promise<void> {
  const request = await nextRequest(run)
  await run.commit(endlessPage(request))
  process.send?.(numberOf(request))
}

async function nextRequest(run: Run): Promise<QueuedRequest> {
  for (;;) {
    const [request] = await run.claim(SITE, 1)
    if (request) return request
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
