import type { NewRecord, RecordQuery, StoredRecord } from '../record.ts'
import { enterRecords, lastRecord } from './books.ts'
import type { SqliteDatabase } from './file/database.ts'
import { inPages } from './file/in-pages.ts'
import { refuseIfRemoved } from './prune.ts'

interface RecordRow {
  readonly id: number
  readonly run: number
  readonly kind: string
  readonly key: string | null
  readonly url: string
  readonly json: string
}

/** Keeps a page's records; of two with one key in a run the later takes the earlier's place. */
export function insertRecords(
  database: SqliteDatabase,
  run: number,
  request: number,
  records: readonly NewRecord[],
): void {
  if (records.length === 0) return
  const before = lastRecord(database)
  for (const record of records) {
    database.run(
      `INSERT INTO record (run, request, kind, key, json) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (run, kind, key) WHERE key IS NOT NULL
       DO UPDATE SET request = excluded.request, json = excluded.json`,
      run,
      request,
      record.kind,
      record.key ?? null,
      record.json,
    )
  }
  enterRecords(database, before)
}

/**
 * Every record that a query asks for.
 *
 * @throws {StoreError} `NO_RUN` at the end, when a run was removed meanwhile.
 */
export async function* readRecords(
  database: SqliteDatabase,
  query: RecordQuery,
): AsyncGenerator<StoredRecord, void, undefined> {
  const runs = chosenRuns(database, query)
  // One run is read by its index. Several are read in the table's own order, where they are side by side:
  // without the `+`, SQLite would take the index of each and sort them anew for every page.
  const among = runs.length === 1 ? 'record.run = ?' : '+record.run IN (SELECT value FROM json_each(?))'
  const chosen = runs.length === 1 ? (runs[0] ?? 0) : JSON.stringify(runs)
  const page = (after: number, most: number) =>
    database.all<RecordRow>(
      `SELECT record.id, record.run, kind, record.key, url, json
       FROM record JOIN request ON request.id = record.request
       WHERE ${among} AND record.id > ? AND kind = ifnull(?, kind)
       ORDER BY record.id LIMIT ?`,
      chosen,
      after,
      query.kind ?? null,
      most,
    )
  for (const row of inPages(page, beforeFirst(database, runs))) yield toRecord(row)
  refuseIfRemoved(database, runs)
}

/**
 * The runs that a query means: the one it names, or of each crawler the last good one, which has come to its end or to its
 * limit and is not held back. Where there is none yet, it is the last that is not held back.
 */
function chosenRuns(database: SqliteDatabase, query: RecordQuery): number[] {
  const rows = database.all<{ id: number }>(
    `SELECT ifnull(max(id) FILTER (WHERE finished = 1 OR reason = 'limit'), max(id)) AS id FROM run
     WHERE iif(?1 IS NULL, held = 0, id = ?1) AND crawler = ifnull(?2, crawler) AND reason IS NOT 'pruned'
     GROUP BY crawler`,
    query.run ?? null,
    query.crawler ?? null,
  )
  return rows.map((row) => row.id)
}

function beforeFirst(database: SqliteDatabase, runs: readonly number[]): number {
  const row = database.get<{ first: number | null }>(
    'SELECT min(id) AS first FROM record WHERE run IN (SELECT value FROM json_each(?))',
    JSON.stringify(runs),
  )
  return (row?.first ?? 0) - 1
}

function toRecord(row: RecordRow): StoredRecord {
  return {
    run: row.run,
    kind: row.kind,
    key: row.key ?? undefined,
    url: row.url,
    value: JSON.parse(row.json) as unknown,
  }
}
