import { once } from 'node:events'
import { extname } from 'node:path'

import { DefinitionError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { RecordQuery, Store } from '../../frontier/store.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { loadCrawler } from '../crawler/load.ts'
import { existingStore, runsOf } from '../existing-store.ts'
import { csvLines } from '../show/csv.ts'
import { count } from '../show/format.ts'
import { wholeNumber } from '../show/numbers.ts'
import { checkFolder, writeWhole } from '../write-file.ts'

export interface ExportOptions {
  readonly out?: string
  readonly kind?: string
  readonly run?: string
  readonly store: string
}

/** `latchkey export`: writes a crawler's records as JSON lines or CSV. */
export async function exportRecords(name: string, options: ExportOptions): Promise<number> {
  const { crawler } = await loadCrawler(name)
  const kinds = chosenKinds(crawler, options.kind)
  if (options.out !== undefined) checkOutput(options.out, kinds)
  await using store = existingStore(options.store)
  const run = options.run === undefined ? {} : { run: wholeNumber('--run', options.run) }
  const query = { crawler: crawler.name, ...run }
  await checkRun(store, query, options.store)
  if (options.out === undefined) await print(store, query, kinds)
  else await writeRecords(store, query, kinds, options.out)
  return 0
}

/** @throws {DefinitionError} for a kind that the crawler does not have. */
function chosenKinds({ name, records = {} }: Crawler, kind: string | undefined): string[] {
  const kinds = Object.keys(records)
  if (kind === undefined) return kinds
  if (kinds.includes(kind)) return [kind]
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

/** @throws {DefinitionError} for a file of unknown format, in a folder that is not there, or one file for several kinds. */
export function checkOutput(file: string, kinds: readonly string[]): void {
  const format = extname(file)
  if (format !== '.jsonl' && format !== '.csv') {
    throw new DefinitionError(`--out ${file}: records are written as .jsonl or .csv`)
  }
  checkFolder(file)
  if (kinds.length > 1 && !file.includes('{kind}')) {
    const example = file.replace(format, `-{kind}${format}`)
    throw new DefinitionError(
      `--out ${file}: there are records of ${kinds.length} kinds (${kinds.join(', ')}). Write --out '${example}' for a file each`,
    )
  }
}

/** Writes each kind to its file. */
export async function writeRecords(
  store: Store,
  query: RecordQuery,
  kinds: readonly string[],
  pattern: string,
): Promise<void> {
  for (const kind of kinds) {
    const file = pattern.replaceAll('{kind}', kind)
    let written = 0
    const values = async function* (): AsyncGenerator {
      // CSV reads them twice.
      written = 0
      for await (const { value } of store.records({ ...query, kind })) {
        written++
        yield value
      }
    }
    await writeWhole(file, extname(file) === '.csv' ? csvLines(values) : jsonLines(values))
    console.error(`${file}: ${count(written)} records`)
  }
}

async function print(store: Store, query: RecordQuery, kinds: readonly string[]): Promise<void> {
  for (const kind of kinds) {
    for await (const { value } of store.records({ ...query, kind })) {
      // As fast as it is read: what a slow reader leaves would pile up in memory.
      if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain')
    }
  }
}

async function* jsonLines(values: () => AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values()) yield `${JSON.stringify(value)}\n`
}
