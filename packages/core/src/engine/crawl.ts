import { DefinitionError } from '../errors.ts'
import type { Crawler } from '../extract/definition.ts'
import type { Limits } from '../extract/limits.ts'
import { planOf } from '../extract/plan.ts'
import type { Archive } from '../frontier/archive/archive.ts'
import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import type { OpenMode, Run, Store } from '../frontier/store.ts'
import { checkOptions } from '../session/check/check-options.ts'
import { offline, openReplay } from './archive/replay.ts'
import { crawlRules } from './crawl-rules.ts'
import { events, type FaultEvent, type StartEvent } from './events.ts'
import { openRun } from './limits/open-run.ts'
import { writeLog, type LogTarget } from './logs/write-log.ts'
import type { Progress } from './report/progress.ts'
import type { Report } from './report/report.ts'
import { workThrough } from './work-through.ts'
import { refuseInWorker } from './workers/in-worker.ts'
import type { ExtractorOptions } from './workers/open-extractor.ts'

/** How a crawl is run. */
export interface CrawlOptions extends ExtractorOptions {
  /** Where the crawl lives. Default: the file `latchkey.db` in the working folder. */
  readonly store?: Store
  /**
   * `'resume'` (default) goes on where the last run stopped, `'fresh'` begins anew, `'retry'` tries its failed pages again,
   * `'retry-in-doubt'` sends again what may have been sent already.
   */
  readonly mode?: OpenMode
  /** Pages to begin at most in this call, tries included; the run can be resumed after them. Default: no limit. */
  readonly limit?: number
  /** Each takes the place of that of the crawler. */
  readonly limits?: Limits
  /** Ends the run: no page is begun any more, those in flight have 10 s, all is committed. */
  readonly signal?: AbortSignal
  /** Told twice a second how the run stands; what it throws is ignored. */
  readonly onProgress?: (progress: Progress) => void
  /** Where the responses are kept, without their secrets; with `replay` where they are read. Default: nowhere. */
  readonly archive?: Archive
  /**
   * Crawls a run of the archive, the last or the one of this number, instead of the site: no connection is made, and a
   * page that the archive does not have fails. It is a run of its own, always fresh; give it a store of its own,
   * lest it become the latest in the other. Default store: `latchkey.replay.db`.
   */
  readonly replay?: boolean | number
  /** Adds a JSON line for each thing that happens to a file, or writes it to what is given, such as `process.stderr`. */
  readonly log?: LogTarget
}

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
  checkLimit(options.limit)
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

function checkLimit(limit: number | undefined): void {
  if (limit === undefined || limit === Infinity || (Number.isInteger(limit) && limit >= 0)) return
  throw new DefinitionError(`limit is ${limit}: write a whole number of pages`)
}
