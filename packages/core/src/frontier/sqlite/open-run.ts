import { StoreError } from '../../errors.ts'
import type { Asked, OpenMode } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'
import { refuseIfOwned, SqliteOwnership } from './owner/ownership.ts'

/** A run as its table has it. */
export interface RunRow {
  readonly id: number
  readonly crawler: string
  readonly started_at: number
  readonly ended_at: number | null
  readonly reason: string | null
  readonly finished: number
  readonly asked: Asked
  readonly drift: string
  readonly held: number
}

/** The run to crawl, and that this process owns it. */
export interface ChosenRun {
  readonly id: number
  readonly startedAt: Date
  readonly resumed: boolean
  readonly ownership: SqliteOwnership
}

/**
 * Chooses the run that a mode means, or begins one, and owns it; to be called in a transaction.
 *
 * @throws {StoreError} `OWNED`, `NO_RUN`
 */
export function chooseRun(
  database: SqliteDatabase,
  crawler: string,
  mode: OpenMode,
  takeOver: boolean,
): ChosenRun {
  const last = database.get<RunRow>('SELECT * FROM run WHERE crawler = ? ORDER BY id DESC LIMIT 1', crawler)
  const isRetry = mode === 'retry' || mode === 'retry-in-doubt'
  const goesOn = last && (isRetry || !last.finished)
  if (isRetry && !last) {
    throw new StoreError(
      'NO_RUN',
      `${crawler} has no run whose requests could be tried again (${database.path}): crawl it first`,
    )
  }
  if (goesOn) refuseIfOwned(database, last.id, crawler, takeOver)
  if (goesOn && mode !== 'fresh') {
    if (isRetry) waitAgain(database, last.id, mode === 'retry' ? 'failed' : 'in doubt')
    database.run(
      `UPDATE run SET ended_at = NULL, reason = NULL, finished = 0, asked = iif(asked = 'stop', 'go', asked)
       WHERE id = ?`,
      last.id,
    )
    return owned(database, crawler, last.id, last.started_at, true)
  }
  if (goesOn) abandon(database, last.id)
  const startedAt = Date.now()
  const id = database.insert('INSERT INTO run (crawler, started_at) VALUES (?, ?)', crawler, startedAt)
  return owned(database, crawler, id, startedAt, false)
}

function owned(
  database: SqliteDatabase,
  crawler: string,
  id: number,
  startedAt: number,
  resumed: boolean,
): ChosenRun {
  const ownership = new SqliteOwnership(database, id, crawler)
  return { id, startedAt: new Date(startedAt), resumed, ownership }
}

function waitAgain(database: SqliteDatabase, run: number, state: 'failed' | 'in doubt'): void {
  database.run(
    `UPDATE request SET state = 'waiting', due = 0, tries = 0 WHERE run = ? AND state = '${state}'`,
    run,
  )
}

function abandon(database: SqliteDatabase, run: number): void {
  // One that has come to its limit has ended well.
  const isOpen = `id = ? AND reason IS NOT 'limit'`
  database.run(`UPDATE run SET ended_at = ?, reason = 'abandoned' WHERE ${isOpen}`, Date.now(), run)
  // Should its owner live after all, it writes no more.
  database.run('UPDATE owner SET epoch = epoch + 1, identity = NULL WHERE run = ?', run)
}
