import { StoreError } from '../../errors.ts'
import type { Crawler, CrawlerSettings } from '../../extract/definition.ts'
import { shareOf } from '../../extract/drift-limits.ts'
import type { Drift } from '../../frontier/drift.ts'
import type { Counts, FailureGroup, Run } from '../../frontier/store.ts'
import type { EndReason } from '../control/stop.ts'
import type { FilesAmount } from '../files/crawler-folder.ts'
import type { LinklessSelector } from '../page/linkless.ts'

/**
 * What a crawl came to. The books balance:
 * discovered = done + failed + skipped + waiting + suspect + inDoubt.
 */
export interface Report extends Counts {
  readonly crawler: string
  readonly run: number
  /** Whether it went on with a run that was begun before. */
  readonly resumed: boolean
  /** How many there are of each kind, 0 for one that the crawler has a schema for and no page brought. */
  readonly records: Counts['records']
  readonly reason: EndReason
  /** What ended it, where something did: one paragraph. */
  readonly problem: string | undefined
  /** What failed, by class of error, each with one example. */
  readonly errors: readonly FailureGroup[]
  /** In what its records fall short of those of the runs before: with any of it, the run is held back until `store.accept`. */
  readonly drift: readonly Drift[]
  /** What was followed in vain: what these selectors matched neither was nor held a link, on any page; of a run that was not resumed. */
  readonly linkless: readonly LinklessSelector[]
  /** What routes have saved, of this call alone as what follows. */
  readonly files: FilesAmount
  /** How many pages the site said not to have changed, so that they came from the archive. */
  readonly unchanged: number
  /** Of this call, not of what came before in the same run. */
  readonly seconds: number
  readonly pagesPerSecond: number
  /** See `ExitCode`. */
  readonly exitCode: ExitCode
}

/**
 * How a command ends:
 * 0 good · 1 crashed, or the store failed · 2 wrong usage or definition · 3 more pages failed than allowed ·
 * 4 the login failed, or was refused · 5 stopped, and the same command goes on · 6 held back for its drift.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** What is known at the end of a crawl, beside the books. */
export interface Ending {
  readonly reason: EndReason
  readonly problem?: string | undefined
  readonly drift: readonly Drift[]
  readonly linkless: readonly LinklessSelector[]
  readonly files: FilesAmount
  readonly unchanged: number
  readonly started: number
  readonly doneBefore: number
}

/**
 * Closes the books.
 *
 * @throws {StoreError} `BOOKS` when what was counted on the way is not what stands in the store.
 */
export async function reportOn(crawler: Crawler, run: Run, ending: Ending): Promise<Report> {
  const counts = await run.counts()
  balance(counts, await run.audit())
  const seconds = (performance.now() - ending.started) / 1_000
  return {
    ...counts,
    records: { ...noneOf(crawler), ...counts.records },
    crawler: run.crawler,
    run: run.id,
    resumed: run.resumed,
    reason: ending.reason,
    problem: ending.problem,
    errors: await run.failures(),
    drift: ending.drift,
    linkless: ending.linkless,
    files: ending.files,
    unchanged: ending.unchanged,
    seconds,
    pagesPerSecond: (counts.done - ending.doneBefore) / seconds,
    exitCode: exitCodeOf(crawler, counts, ending),
  }
}

function noneOf({ records = {} }: Crawler): Counts['records'] {
  return Object.fromEntries(Object.keys(records).map((kind) => [kind, 0]))
}

function balance(counted: Counts, found: Counts): void {
  const { waiting, done, failed, skipped, suspect, inDoubt, discovered } = found
  const sum = waiting + done + failed + skipped + suspect + inDoubt
  if (discovered === sum && JSON.stringify(sorted(counted)) === JSON.stringify(sorted(found))) return
  const books = `counted ${JSON.stringify(counted)}, found ${JSON.stringify(found)}`
  throw new StoreError(
    'BOOKS',
    `the run's books do not balance: ${books}. This is a defect of the store; please report it`,
  )
}

function sorted(counts: Counts): unknown {
  const inOrder = (map: object) => Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return inOrder({
    ...counts,
    skips: inOrder(counts.skips),
    records: inOrder(counts.records),
    replaced: inOrder(counts.replaced),
  })
}

function exitCodeOf(
  { allowFailed = 0 }: CrawlerSettings,
  { failed, done, suspect, inDoubt }: Counts,
  { reason, drift }: Ending,
): ExitCode {
  if (reason === 'login') return 4
  if (reason === 'stopped') return 5
  if (reason === 'failed') return 1
  if (reason === 'errors') return 3
  const allowed = typeof allowFailed === 'number' ? allowFailed : (failed + done) * shareOf(allowFailed)
  const undecided = reason === 'finished' && suspect + inDoubt > 0
  if (undecided || failed > allowed) return 3
  return drift.length > 0 ? 6 : 0
}
