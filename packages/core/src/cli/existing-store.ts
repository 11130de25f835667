import { existsSync } from 'node:fs'

import { DefinitionError } from '../errors.ts'
import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import type { RunSummary, Store } from '../frontier/store.ts'
import { wholeNumber } from './show/numbers.ts'

/**
 * Opens a store that is there: who only asks makes none.
 *
 * @throws {DefinitionError} when there is none.
 */
export function existingStore(file: string): SqliteStore {
  if (existsSync(file)) return new SqliteStore(file)
  throw new DefinitionError(
    `there is no store ${file}: nothing has been crawled into it, or --store has to name another`,
  )
}

/**
 * The runs of a crawler, newest first.
 *
 * @throws {DefinitionError} when it has none.
 */
export async function runsOf(store: Store, crawler: string, file: string): Promise<readonly RunSummary[]> {
  const runs = await store.runs(crawler)
  if (runs.length > 0) return runs
  throw new DefinitionError(`${crawler} has not been crawled into ${file} yet: run it first`)
}

/**
 * The run with a number that was given as an option.
 *
 * @param lacking What is told where there is none, such as `shop has no such run`.
 * @throws {DefinitionError} naming those that there are.
 */
export function runNamed(
  runs: readonly RunSummary[],
  option: string,
  text: string,
  lacking: string,
): RunSummary {
  const number = wholeNumber(option, text)
  const run = runs.find(({ id }) => id === number)
  if (run) return run
  throw new DefinitionError(`${option} ${text}: ${lacking}, but ${runs.map(({ id }) => id).join(', ')}`)
}
