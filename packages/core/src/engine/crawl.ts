import type { Crawler } from '../extract/definition.ts'
import { planOf } from '../extract/plan.ts'
import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import type { Run } from '../frontier/store.ts'
import { checkOptions } from '../session/check/check-options.ts'
import { offline, openReplay } from './archive/replay.ts'
import { crawlRules, type CrawlOptions } from './crawling/crawl-options.ts'
import { events, type FaultEvent, type StartEvent } from './events.ts'
import { openRun } from './limits/open-run.ts'
import { writeLog } from './logs/write-log.ts'
import type { Report } from './report/report.ts'
import { workThrough } from './work-through.ts'
import { refuseInWorker } from './workers/in-worker.ts'

/**
 * Crawls a site from its start to the last page, or goes on where an earlier call stopped or was killed.
 *
 * @throws {DefinitionError} when the crawler or an option is wrong.
 * @throws {StoreError} when the store cannot be used, or another process crawls this run.
 */
export async function crawl(crawler: Crawler, options: CrawlOptions = {}): Promise<Report> {
  refuseInWorker()
  checkOptions('crawl', options, crawlRules)
  const replay = openReplay(crawler, options)
  const limited = options.limits ? { ...crawler, limits: { ...crawler.limits, ...options.limits } } : crawler
  const plan = planOf(replay ? offline(limited) : limited)
  using _log = options.log === undefined ? undefined : writeLog(crawler.name, options.log)
  const store = options.store ?? new SqliteStore(replay ? 'latchkey.replay.db' : 'latchkey.db')
  try {
    const run = await openRun(store, plan.crawler, replay ? 'fresh' : options.mode)
    try {
      events.start.publish(startOf(run))
      const report = await workThrough({ plan, store, run, replay, options })
      events.end.publish(report)
      return report
    } catch (error) {
      events.fault.publish({ crawler: run.crawler, run: run.id, error } satisfies FaultEvent)
      throw error
    } finally {
      await run.close()
    }
  } finally {
    if (!options.store) await store.close()
  }
}

function startOf(run: Run): StartEvent {
  const { crawler, id, resumed } = run
  return { crawler, run: id, resumed, counts: () => run.counts() }
}
