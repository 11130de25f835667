import { DefinitionError } from '../../errors.ts'
import type { Plan } from '../../extract/plan.ts'
import { shown } from '../../session/check/rule.ts'
import { AutoWorkers } from './auto-workers.ts'
import type { Extractor } from './extractor.ts'
import { MainThread } from './main-thread.ts'
import { WorkerPool } from './worker-pool.ts'

/** Each is an isolate of V8, of about 50 MB. */
const MOST = 64

/** In how many threads pages are read beside the main one. */
export type Workers = 'auto' | number

/** Where the pages of a crawl are read. */
export interface ExtractorOptions {
  /**
   * Threads that read pages beside the main one: a number, 0 for none (default), or `'auto'` for as many as the machine
   * has cores, at most 4, once routes take most of the time and a core is idle. They load the crawler from its `module`; without one there are none.
   */
  readonly workers?: Workers | undefined
  /** The URL of the module that exports the crawler, and that crawls nothing when it is imported. */
  readonly module?: string | URL | undefined
}

/**
 * Makes what reads the pages of a crawl.
 *
 * @throws {DefinitionError} for a wrong number of workers, and when they do not find the crawler in its module.
 */
export async function openExtractor(plan: Plan, options: ExtractorOptions): Promise<Extractor> {
  const { workers = 0, module } = options
  checkWorkers(workers)
  if (module === undefined && typeof workers === 'number' && workers > 0) tellInline(plan)
  if (module === undefined || workers === 0) return new MainThread(plan)
  if (workers === 'auto') return new AutoWorkers(plan, String(module))
  return WorkerPool.open(plan, String(module), workers)
}

function checkWorkers(workers: Workers): void {
  if (workers === 'auto' || (Number.isInteger(workers) && workers >= 0 && workers <= MOST)) return
  throw new DefinitionError(
    `workers is ${shown(workers)}: write a number of threads, ${MOST} at most, or 'auto'`,
  )
}

function tellInline({ crawler }: Plan): void {
  const mend = 'export it from a module of its own, and name that: crawl(crawler, { workers, module })'
  process.emitWarning(`the pages of ${crawler.name} are read on the main thread: ${mend}`, {
    code: 'LATCHKEY_INLINE',
  })
}
