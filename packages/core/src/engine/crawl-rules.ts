import type { Rules } from '../session/check/check-options.ts'
import { isObject } from '../session/check/is-object.ts'
import { functionOf, oneOf, rule } from '../session/check/rule.ts'
import type { CrawlOptions } from './crawl.ts'

/** What each option of `crawl` may be; those that are looked into where they are read may be anything here. */
export const crawlRules: Rules<CrawlOptions> = {
  store: rule("a store, such as new SqliteStore('shop.db')", isObject),
  mode: oneOf('resume', 'fresh', 'retry', 'retry-in-doubt'),
  limit: anything,
  limits: rule('an object, such as { pages: 1000 }', isObject),
  signal: rule('an AbortSignal', (value) => value instanceof AbortSignal),
  onProgress: functionOf('that is told how the run stands'),
  archive: rule("an archive, such as new Archive('shop.archive')", isObject),
  replay: rule('true, false or the number of a run', (value) => ['boolean', 'number'].includes(typeof value)),
  log: anything,
  workers: anything,
  module: anything,
}

function anything(): void {}
