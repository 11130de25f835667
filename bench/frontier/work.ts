/**
 * One process of a crawl, by itself so that its memory is its own; tells what it measured as JSON.
 *
 *     work.ts fill <file> <known>            begins a run that knows so many URLs
 *     work.ts crawl <file> <known> <pages>   goes on with it for so many pages
 */
import { setTimeout as sleep } from 'node:timers/promises'

import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import type { Run } from '../../packages/core/src/frontier/store.ts'
import { GROUP, links, Pages, SITE, visit } from './pages.ts'
import { Times } from './times.ts'

const BATCH = 10_000
/** Known URLs that are taken up again in a millisecond, at the least, while nothing else is done. */
const TAKEN_UP = 400

const [task, file = '', known = '0', pages = '0'] = process.argv.slice(2)
await using store = new SqliteStore(file)
const run = await store.open('shop')
if (task === 'fill') await fill(run, Number(known))
else console.log(JSON.stringify(await crawl(run, Number(known), Number(pages))))

async function fill(run: Run, known: number): Promise<void> {
  for (let from = 0; from < known; from += BATCH)
    await run.enqueue(links(from, Math.min(known, from + BATCH)))
}

async function crawl(run: Run, known: number, pages: number) {
  const [first] = await run.claim(SITE, 1)
  // Since the process was started.
  const resume = performance.now()
  if (first) run.release(first)
  const source = new Pages(known)
  await sleep(known / TAKEN_UP)
  for (let done = 0; done < pages / 10; done += GROUP) await visit(run, source)

  const claims = new Times()
  const commits = new Times()
  let memory = 0
  for (let done = 0; done < pages; done += GROUP) {
    await visit(run, source, { claims, commits })
    memory = Math.max(memory, process.memoryUsage.rss())
  }
  return {
    resume,
    claims: claims.summary(),
    commits: commits.summary(),
    pagesPerSecond: pages / (commits.total / 1000),
    memory,
  }
}
