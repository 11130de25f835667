import { DefinitionError } from '../../errors.ts'
import type { Crawler, Schemas } from '../../extract/definition.ts'
import type { RecordQuery } from '../../frontier/record.ts'
import type { RunSummary, Store } from '../../frontier/store.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { loadCrawler } from '../crawler/load.ts'
import { existingStore, runsOf } from '../existing-store.ts'
import { checkOutput, named, printLines, writeRecords } from '../output.ts'
import { driftLines } from '../show/drift.ts'
import { wholeNumber } from '../show/numbers.ts'

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
  const run = options.run === undefined ? {} : { run: wholeNumber('--run', options.run) }
  const query = { crawler: crawler.name, ...run }
  await checkRun(store, query, options.store)
  if (options.run === undefined) await tellOfOlder(store, crawler.name, name, options.store)
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

/** @throws {DefinitionError} where there is nothing to be exported: no run yet, or not this one. */
async function checkRun(store: Store, { crawler = '', run }: RecordQuery, file: string): Promise<void> {
  const runs = await runsOf(store, crawler, file)
  if (run === undefined || runs.some(({ id }) => id === run)) return
  throw new DefinitionError(
    `--run ${run}: ${crawler} has no such run in ${file}, but ${runs.map(({ id }) => id).join(', ')}`,
  )
}

/** Whoever gets an older run than the last is told. */
async function tellOfOlder(store: Store, crawler: string, name: string, file: string): Promise<void> {
  const runs = await store.runs(crawler)
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
