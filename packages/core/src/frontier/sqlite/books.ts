import type { Counts, Link, RequestState, SiteAmounts } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'

/** One line of a run's books, as its table has it. */
interface BookLine {
  readonly what: 'state' | 'skip' | 'record' | 'replaced' | 'bytes'
  readonly name: string
  readonly amount: number
}

/** Enters requests that a transaction has added: how many wait, and how many are skipped for which reason. */
export function enterRequests(database: SqliteDatabase, run: number, added: readonly Link[]): void {
  // A trigger for each row would make SQLite keep a copy of what each touches: five times slower for a sitemap.
  const reasons = Map.groupBy(added, ({ skip }) => skip)
  for (const [reason, { length }] of reasons) {
    enter(database, run, 'state', reason === undefined ? 'waiting' : 'skipped', length)
    if (reason !== undefined) enter(database, run, 'skip', reason, length)
  }
}

function enter(
  database: SqliteDatabase,
  run: number,
  what: BookLine['what'],
  name: string,
  amount: number,
): void {
  database.run(
    `INSERT INTO count VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`,
    run,
    what,
    name,
    amount,
  )
}

/** The last record, before others are added. */
export function lastRecord(database: SqliteDatabase): number {
  return database.get<{ id: number }>('SELECT ifnull(max(id), 0) AS id FROM record')?.id ?? 0
}

/** Enters the records that a transaction has added since `lastRecord`: those that took the place of others are not new. */
export function enterRecords(database: SqliteDatabase, lastRecord: number): void {
  database.run(
    // NOT INDEXED: by id, since SQLite would rather walk the whole index of the run than sort a few rows.
    `INSERT INTO count
     SELECT run, 'record', kind, count(*) FROM record NOT INDEXED WHERE id > ? GROUP BY run, kind
     ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`,
    lastRecord,
  )
}

/** Takes out again what a page has brought: its records, and those that others have taken the place of. */
export function takeFromBooks(database: SqliteDatabase, run: number, request: number): void {
  database.run(
    `WITH brought AS (
       SELECT 'record' AS what, kind, count(*) AS amount FROM record WHERE run = ?1 AND request = ?2 GROUP BY kind
       UNION ALL SELECT 'replaced', kind, amount FROM replaced WHERE run = ?1 AND request = ?2)
     UPDATE count SET amount = count.amount - brought.amount FROM brought
     WHERE count.run = ?1 AND count.what = brought.what AND count.name = brought.kind`,
    run,
    request,
  )
}

/** A run's books, as they were kept. */
export function readBooks(database: SqliteDatabase, run: number): Counts {
  return toCounts(
    database.all<BookLine>('SELECT what, name, amount FROM count WHERE run = ? AND amount <> 0', run),
  )
}

/** A run's books, counted again row by row. */
export function recount(database: SqliteDatabase, run: number): Counts {
  return toCounts(
    // NOT INDEXED: reading the table in its own order beats jumping about in it.
    database.all<BookLine>(
      `WITH known AS MATERIALIZED (
         SELECT state, iif(state = 'skipped', reason, NULL) AS skip, count(*) AS amount, sum(bytes) AS bytes
         FROM request NOT INDEXED WHERE run = ?1 GROUP BY 1, 2)
       SELECT 'state' AS what, state AS name, sum(amount) AS amount FROM known GROUP BY state
       UNION ALL SELECT 'skip', skip, amount FROM known WHERE state = 'skipped'
       UNION ALL SELECT 'bytes', '', sum(bytes) FROM known
       UNION ALL SELECT 'record', kind, count(*) FROM record WHERE run = ?1 GROUP BY kind
       UNION ALL SELECT 'replaced', kind, sum(amount) FROM replaced WHERE run = ?1 GROUP BY kind`,
      run,
    ),
  )
}

/** What was fetched of each site, counted row by row. */
export function countSites(database: SqliteDatabase, run: number): SiteAmounts[] {
  return database
    .all<SiteAmounts>(
      `SELECT site, count(*) AS pages, sum(bytes) AS bytes, sum(state = 'failed') AS errors
       FROM request NOT INDEXED WHERE run = ? AND state IN ('done', 'suspect', 'failed') GROUP BY site`,
      run,
    )
    .map((row) => ({ ...row }))
}

function toCounts(lines: readonly BookLine[]): Counts {
  const named = (what: BookLine['what']) =>
    Object.fromEntries(lines.filter((line) => line.what === what).map((line) => [line.name, line.amount]))
  const states: { [state in RequestState]?: number } = named('state')
  return {
    discovered: Object.values(states).reduce((sum, amount) => sum + amount, 0),
    waiting: states.waiting ?? 0,
    done: states.done ?? 0,
    failed: states.failed ?? 0,
    suspect: states.suspect ?? 0,
    inDoubt: states['in doubt'] ?? 0,
    skipped: states.skipped ?? 0,
    skips: named('skip'),
    records: named('record'),
    replaced: named('replaced'),
    bytes: lines.find((line) => line.what === 'bytes')?.amount ?? 0,
  }
}
