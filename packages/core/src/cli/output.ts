import { once } from 'node:events'
import { extname } from 'node:path'

import { DefinitionError } from '../errors.ts'
import type { Schemas } from '../extract/definition.ts'
import { fieldsOf } from '../extract/record/fields.ts'
import type { RecordQuery } from '../frontier/record.ts'
import type { Store } from '../frontier/store.ts'
import { csvLines } from './show/csv.ts'
import { count } from './show/format.ts'
import { checkFolder, writeWhole } from './write-file.ts'

/** The name of a file for records, with what `{crawler}` and `{time}` stand for: now, as in `2026-11-21T060000Z`. */
export function named(pattern: string, crawler: string): string {
  const time = new Date().toISOString().replaceAll(/:|\.\d+/g, '')
  return pattern.replaceAll('{crawler}', crawler).replaceAll('{time}', time)
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

/** Prints one JSON object a line, as fast as it is read: what a slow reader leaves would pile up in memory. */
export async function printLines(values: AsyncIterable<unknown>): Promise<void> {
  for await (const value of values) {
    if (!process.stdout.write(`${JSON.stringify(value)}\n`)) await once(process.stdout, 'drain')
  }
}

/** Writes the records of each kind to its file; its schema says the columns of a CSV. */
export async function writeRecords(
  store: Store,
  query: RecordQuery,
  schemas: Schemas<string>,
  pattern: string,
): Promise<void> {
  for (const [kind, schema] of Object.entries(schemas)) {
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
    await writeWhole(file, extname(file) === '.csv' ? csvLines(values, fieldsOf(schema)) : jsonLines(values))
    console.error(`${file}: ${count(written)} records`)
  }
}

async function* jsonLines(values: () => AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values()) yield `${JSON.stringify(value)}\n`
}
