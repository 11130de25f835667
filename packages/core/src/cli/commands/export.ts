import { DefinitionError } from '../../errors.ts'
import type { Crawler, Schemas } from '../../extract/definition.ts'
import type { RecordQuery } from '../../frontier/record.ts'
import type { RunSummary, Store } from '../../frontier/store.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { loadCrawler } from '../crawler/load.ts'
import { existingStore, runNamed, runsOf } from '../existing-store.ts'
import { checkOutput, named, printLines, writeRecords } from '../output.ts'
import { driftLines } from '../show/drift.ts'

export interface ExportOptions {
  readonly out?: string
  readonly kind?: string
  readonly run?: string
  readonly store: string
}

/** `latchkey export`: writes a crawler's records as JSON lines or CSV. */
export async function exportRecords(name: string, options: ExportOptions): Promise<number> {
  const { crawler } = await loadCrawler(name)
  const schemas = chosenSchemas(crawler, options.kind)
  const kinds = Object.keys(schemas)
  const out = options.out === undefined ? undefined : named(options.out, crawler.name)
  if (out !== undefined) checkOutput(out, kinds)
  await using store = existingStore(options.store)
  const runs = await runsOf(store, crawler.name, options.store)
  const query = { crawler: crawler.name, ...chosenRun(runs, crawler.name, options) }
  if (options.run === undefined) tellOfOlder(runs, crawler.name, name, options.store)
  if (out === undefined) await printLines(valuesOf(store, query, kinds))
  else await writeRecords(store, query, schemas, out)
  return 0
}

/** @throws {DefinitionError} for a kind that the crawler does not have. */
function chosenSchemas({ name, records = {} }: Crawler, kind: string | undefined): Schemas<string> {
  if (kind === undefined) return records
  const kinds = Object.keys(records)
  if (kinds.includes(kind)) return { [kind]: records[kind] }
  const guess = didYouMean(kind, kinds)
  throw new DefinitionError(
    `--kind ${kind}: ${name} has no such records${guess || `, but ${kinds.join(', ') || 'none'}`}`,
  )
}

/** @throws {DefinitionError} where there is no such run. */
function chosenRun(
  runs: readonly RunSummary[],
  crawler: string,
  { run, store }: ExportOptions,
): Pick<RecordQuery, 'run'> {
  return run === undefined
    ? {}
    : { run: runNamed(runs, '--run', run, `${crawler} has no such run in ${store}`).id }
}

/** Whoever gets an older run than the last is told. */
function tellOfOlder(runs: readonly RunSummary[], crawler: string, name: string, file: string): void {
  const [last] = runs
  const good = runs.find(isGood)
  if (!last || !good || good === last) return
  const why = last.held ? 'is held back' : 'has not come to its end'
  console.error(`run ${last.id} of ${crawler} ${why}; these are the records of run ${good.id}`)
  for (const line of driftLines(last.held ? last.drift : [], last.id, name, file)) console.error(line)
}

/** Whether a run gives the records that nobody has named a run for. */
function isGood({ held, finished, reason }: RunSummary): boolean {
  return !held && (finished || reason === 'limit')
}

async function* valuesOf(store: Store, query: RecordQuery, kinds: readonly string[]): AsyncGenerator {
  for (const kind of kinds) for await (const { value } of store.records({ ...query, kind })) yield value
}
