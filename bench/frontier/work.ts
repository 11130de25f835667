/**
 * One process of a crawl, by itself so that its memory is its own; tells what it measured as JSON.
 *
 *     work.ts fill <file> <known>            begins a run that knows so many URLs
 *     work.ts crawl <file> <known> <pages>   goes on with it for so many pages
 */
import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import type { Run } from '../../packages/core/src/frontier/store.ts'
import { links, Pages, SITE } from './pages.ts'
import { Times } from './times.ts'

const GROUP = 20
const BATCH = 10_000

const [task, file = '', known = '0', pages = '0'] = process.argv.slice(2)
const started = performance.now()
await using store = new SqliteStore(file)
const run = await store.open('shop')
const measured =
  task === 'fill' ? await fill(run, Number(known)) : await crawl(run, Number(known), Number(pages))
console.log(JSON.stringify(measured))

async function fill(run: Run, known: number) {
  for (let from = 0; from < known; from += BATCH)
    await run.enqueue(links(from, Math.min(known, from + BATCH)))
  return { linksPerSecond: known / ((performance.now() - started) / 1000) }
}

async function crawl(run: Run, known: number, pages: number) {
  const [first] = await run.claim(SITE, 1)
  const resume = performance.now() - started
  if (first) run.release(first)
  await new Promise((resolve) => setTimeout(resolve, known / 1000))

  const source = new Pages(known)
  const claims = new Times()
  const commits = new Times()
  const memory: number[] = []
  for (let done = 0; done < pages; done += GROUP) {
    const requests = await claims.take(() => run.claim(SITE, GROUP))
    const outcomes = requests.map((request) => source.of(request))
    await commits.take(() => Promise.all(outcomes.map((outcome) => run.commit(outcome))))
    memory.push(process.memoryUsage.rss())
  }
  return {
    resume,
    claim: claims.summary(),
    commit: commits.summary(),
    pagesPerSecond: pages / (commits.total / 1000),
    memory: Math.max(...memory),
  }
}
