import { DefinitionError } from '../../errors.ts'
import type { Limits } from '../../extract/limits.ts'
import type { Archive } from '../../frontier/archive/archive.ts'
import type { OpenMode, Store } from '../../frontier/store.ts'
import type { Rules } from '../../session/check/check-options.ts'
import { isObject } from '../../session/check/is-object.ts'
import { functionOf, oneOf, rule, shown, text } from '../../session/check/rule.ts'
import type { LogTarget } from '../logs/write-log.ts'
import type { Progress } from '../report/progress.ts'
import type { ExtractorOptions } from '../workers/open-extractor.ts'

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
  /**
   * The folder for what routes save, in which each crawler has one of its name. Default: beside the store, as
   * `latchkey.files` for `latchkey.db`; for a store that is no file `latchkey.files` in the working folder.
   */
  readonly files?: string
  /** Adds a JSON line for each thing that happens to a file, or writes it to what is given, such as `process.stderr`. */
  readonly log?: LogTarget
}

/** What each option of `crawl` may be; those that are looked into where they are read may be anything here. */
export const crawlRules: Rules<CrawlOptions> = {
  store: rule("a store, such as new SqliteStore('shop.db')", isObject),
  mode: oneOf('resume', 'fresh', 'retry', 'retry-in-doubt'),
  limit: wholeNumber,
  limits: rule('an object, such as { pages: 1000 }', isObject),
  signal: rule('an AbortSignal', (value) => value instanceof AbortSignal),
  onProgress: functionOf('that is told how the run stands'),
  archive: rule("an archive, such as new Archive('shop.archive')", isObject),
  replay: rule('true, false or the number of a run', (value) => ['boolean', 'number'].includes(typeof value)),
  files: text("'downloads'"),
  log: anything,
  workers: anything,
  module: anything,
}

function wholeNumber(value: unknown): void {
  if (value === Infinity || (Number.isInteger(value) && Number(value) >= 0)) return
  throw new DefinitionError(`limit is ${shown(value)}: write a whole number of pages`)
}

function anything(): void {}
