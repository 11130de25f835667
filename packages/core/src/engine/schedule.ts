import { DefinitionError } from '../errors.ts'
import { cronOf } from '../extract/cron.ts'
import type { Crawler } from '../extract/definition.ts'
import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import type { Store } from '../frontier/store.ts'
import { crawl } from './crawl.ts'
import type { LogTarget } from './logs/write-log.ts'

/** One crawler's place in a schedule. */
export interface Appointment {
  readonly crawler: Crawler
  readonly next: Date
}

/** How a schedule is kept. */
export interface ScheduleOptions {
  /** Where the crawls live, and what was cut off is found. Default: as for `crawl`; none with a `run` of your own. */
  readonly store?: Store
  /** As for `crawl`. */
  readonly files?: string
  /** As for `crawl`. */
  readonly log?: LogTarget
  /** Ends the schedule: runs at work are asked to end, as by the `signal` of `crawl`, and waited for; the next call goes on with them. */
  readonly signal?: AbortSignal
  /** What is done when a crawler is due, or goes on with what was cut off. Default: `crawl` in this process. */
  readonly run?: (crawler: Crawler, goesOn: boolean) => Promise<unknown>
  /** Told when a run failed; the schedule goes on. Default: `console.error`. */
  readonly onError?: (crawler: Crawler, error: unknown) => void
}

/**
 * When each crawler is due next, soonest first.
 *
 * @throws {DefinitionError} when a `schedule` is no cron expression, or a `timeZone` no time zone.
 */
export function appointments(crawlers: readonly Crawler[]): Appointment[] {
  return crawlers
    .flatMap((crawler) => {
      const next = cronOf(crawler)?.nextRun()
      return next ? [{ crawler, next }] : []
    })
    .toSorted((a, b) => a.next.getTime() - b.next.getTime())
}

/**
 * Runs each crawler when its `schedule` says, never twice at once, until the signal is aborted. One whose last run was cut
 * off, or stopped, goes on with it at once.
 *
 * @throws {DefinitionError} when no crawler has a schedule, or one is wrong.
 */
export async function schedule(crawlers: readonly Crawler[], options: ScheduleOptions = {}): Promise<void> {
  const { signal, files, log } = options
  await using opened = options.store || options.run ? undefined : new SqliteStore('latchkey.db')
  const store = options.store ?? opened
  const settings = {
    ...(store && { store }),
    ...(signal && { signal }),
    ...(files !== undefined && { files }),
    ...(log !== undefined && { log }),
  }
  const run = options.run ?? ((crawler) => crawl(crawler, settings))
  const onError = options.onError ?? ((crawler, error) => console.error(`${crawler.name}: ${String(error)}`))
  const atWork = new Set<Promise<unknown>>()
  const begin = async (crawler: Crawler) => {
    const done = run(crawler, unfinished.delete(crawler)).catch((error: unknown) => onError(crawler, error))
    atWork.add(done)
    await done
    atWork.delete(done)
  }
  const jobs = crawlers.flatMap((crawler) => {
    const cron = cronOf(crawler)
    return cron ? [{ cron, crawler }] : []
  })
  if (jobs.length === 0)
    throw new DefinitionError(`no crawler has a schedule: give one a field such as schedule: '0 6 * * *'`)
  const unfinished = new Set<Crawler>()
  for (const { crawler } of jobs) if (store && (await wasCutOff(crawler, store))) unfinished.add(crawler)
  // Once all of them are known to be right: one that is wrong must not leave the others at work.
  for (const { cron, crawler } of jobs) {
    cron.schedule(() => begin(crawler)).resume()
    if (unfinished.has(crawler)) void cron.trigger()
  }
  await aborted(signal)
  for (const { cron } of jobs) cron.stop()
  await Promise.all(atWork)
}

/** Whether the last run of a crawler ended by a crash or was stopped, and neither somebody paused it nor is at it. */
async function wasCutOff({ name }: Crawler, store: Store): Promise<boolean> {
  const [last] = await store.runs(name)
  if (!last || last.finished || last.owner || last.asked === 'pause') return false
  return last.reason === undefined || last.reason === 'stopped'
}

async function aborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return
  await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
}
