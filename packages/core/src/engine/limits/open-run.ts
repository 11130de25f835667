import type { CrawlerSettings } from '../../extract/definition.ts'
import type { Limits, SiteLimits } from '../../extract/limits.ts'
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
  const ending = mode === 'resume' && run.resumed ? await endingOf(run, limits) : undefined
  if (!ending) return run
  await run.end(ending)
  await run.close()
  return store.open(name, 'fresh')
}

/** How a run has ended, if it is full. */
async function endingOf(run: Run, limits: Limits): Promise<'limit' | 'errors' | undefined> {
  const counts = await run.counts()
  if (counts.waiting === 0) return undefined
  const limit = limitReached(amountsOf(counts), limits)
  if (limit) return limit === 'errors' ? 'errors' : 'limit'
  return limits.perSite && (await areFull(run, limits.perSite)) ? 'limit' : undefined
}

/** Whether all sites that have pages waiting have had their share. */
async function areFull(run: Run, limits: SiteLimits): Promise<boolean> {
  const amounts = new Map((await run.amounts()).map((one) => [one.site, one]))
  return (await run.sites()).every((site) => {
    const fetched = amounts.get(site)
    return fetched && limitReached(fetched, limits)
  })
}
