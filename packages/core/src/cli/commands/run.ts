import { pathToFileURL } from 'node:url'

import { crawl } from '../../engine/crawl.ts'
import { serveMetrics } from '../../engine/metrics/serve-metrics.ts'
import type { Report } from '../../engine/report/report.ts'
import type { Workers } from '../../engine/workers/open-extractor.ts'
import { DefinitionError } from '../../errors.ts'
import { SqliteStore } from '../../frontier/sqlite/sqlite-store.ts'
import type { OpenMode } from '../../frontier/store.ts'
import { useArchive, type ArchiveFlags } from '../archive-file.ts'
import { loadCrawler } from '../crawler/load.ts'
import { limitsOf, type LimitOptions } from '../limits.ts'
import { checkOutput, named, writeRecords } from '../output.ts'
import { wholeNumber } from '../show/numbers.ts'
import { progressView, type ProgressStyle } from '../show/progress-view.ts'
import { summarize } from '../show/summary.ts'
import { stopSignal } from '../signals.ts'
import { keepHeapSmall } from '../small-heap.ts'

export interface RunOptions extends LimitOptions, ArchiveFlags {
  readonly fresh?: true
  readonly retryFailed?: true
  readonly retryInDoubt?: true
  readonly limit?: string
  readonly out?: string
  readonly files?: string
  readonly json?: true
  readonly log?: string
  readonly metrics?: string
  readonly workers?: string
  readonly takeOver?: true
}

/** `latchkey run`: crawls, shows how it goes, and returns the exit code. */
export async function run(name: string, options: RunOptions): Promise<number> {
  keepHeapSmall()
  const mode = modeOf(options)
  const limit = options.limit === undefined ? {} : { limit: wholeNumber('--limit', options.limit) }
  const port = options.metrics === undefined ? undefined : wholeNumber('--metrics', options.metrics)
  const log = options.log === undefined ? {} : { log: options.log === '-' ? process.stderr : options.log }
  const files = options.files === undefined ? {} : { files: options.files }
  const { crawler, file: source } = await loadCrawler(name)
  const workers = workersOf(options.workers)
  const kinds = Object.keys(crawler.records ?? {})
  const out = options.out === undefined ? undefined : named(options.out, crawler.name)
  if (out !== undefined) checkOutput(out, kinds)
  await using _metrics = port === undefined ? undefined : await serveMetrics(port)
  const { store: file, ...use } = useArchive(options)
  await using _archive = use.archive
  const store = new SqliteStore(file, { takeOver: options.takeOver ?? false })
  const view = progressView(styleOf(options))
  const signals = stopSignal(() =>
    view.say('stopping: pages in flight have 10 s to end; again to quit at once'),
  )
  process.on('exit', tellOfExit)
  try {
    const report = await crawl(crawler, {
      store,
      mode,
      signal: signals.signal,
      onProgress: view.show,
      limits: limitsOf(options),
      workers,
      module: pathToFileURL(source),
      ...limit,
      ...files,
      ...use,
      ...log,
    })
    view.end()
    if (options.json) console.log(JSON.stringify({ event: 'end', ...report }))
    else console.log(await summarize(report, store, { name, store: file, kinds, ...use }))
    const lack = lackOf(report)
    if (out !== undefined && lack !== undefined) console.error(`${out}: not written, for the run ${lack}`)
    else if (out !== undefined) await writeRecords(store, { run: report.run }, crawler.records ?? {}, out)
    return report.exitCode
  } finally {
    process.off('exit', tellOfExit)
    view.end()
    signals.end()
    await store.close()
  }
}

/** Why the records of a run are not to take the place of those of an earlier one, if they are not. */
function lackOf({ drift, reason, waiting, suspect }: Report): string | undefined {
  if (drift.length > 0) return 'is held back'
  if (reason === 'limit' || waiting + suspect === 0) return undefined
  return 'has not come to its end'
}

function modeOf({ fresh, retryFailed, retryInDoubt, replay }: RunOptions): OpenMode {
  if (replay !== undefined && (retryFailed || retryInDoubt))
    throw new DefinitionError(
      'a replay is always fresh: --retry-failed and --retry-in-doubt are for real runs',
    )
  if (fresh && retryFailed)
    throw new DefinitionError(
      '--fresh and --retry-failed exclude each other: a fresh run has no failed pages yet',
    )
  if (retryInDoubt && (fresh || retryFailed))
    throw new DefinitionError('--retry-in-doubt goes by itself: run once more for the rest')
  return fresh ? 'fresh' : retryFailed ? 'retry' : retryInDoubt ? 'retry-in-doubt' : 'resume'
}

/** A number, 0 for none, or as many as pay. */
function workersOf(text = '0'): Workers {
  if (text === 'auto') return text
  return text === '0' ? 0 : wholeNumber('--workers', text, 'auto, 0 or ')
}

/** A log on standard error is not mingled with lines of another kind. */
function styleOf({ json, log }: RunOptions): ProgressStyle {
  if (json) return 'json'
  if (log === '-') return 'silent'
  return process.stderr.isTTY ? 'terminal' : 'lines'
}

/** A run that something in the crawler has ended is no good run, whatever it says. */
function tellOfExit(code: number): void {
  if (code !== 0) return
  console.error('latchkey: the crawler called process.exit: let it throw instead; the same command goes on')
  process.exitCode = 1
}
