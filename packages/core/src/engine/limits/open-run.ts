import type { CrawlerSettings } from '../../extract/definition.ts'
import type { Limits } from '../../extract/limits.ts'
import type { OpenMode, Run, Store } from '../../frontier/store.ts'
import { amountsOf, limitReached } from './amounts.ts'

/**
 * Opens the run to crawl: one that is full by its limits is over, and a new one takes its place. What lay too deep for
 * one that goes on is queued if it does so no more.
 */
export async function openRun(
  store: Store,
  { name, limits = {} }: CrawlerSettings,
  mode: OpenMode = 'resume',
): Promise<Run> {
  const run = await store.open(name, mode)
  if (run.resumed) await run.deepen(limits.depth ?? Infinity)
  if (mode !== 'resume' || !run.resumed || !(await isFull(run, limits))) return run
  await run.close()
  return store.open(name, 'fresh')
}

async function isFull(run: Run, limits: Limits): Promise<boolean> {
  const counts = await run.counts()
  if (counts.waiting === 0) return false
  if (limitReached(amountsOf(counts), limits)) return true
  const { perSite } = limits
  if (!perSite) return false
  const amounts = new Map((await run.amounts()).map((one) => [one.site, one]))
  return (await run.sites()).every((site) => {
    const fetched = amounts.get(site)
    return fetched && limitReached(fetched, perSite)
  })
}
