import type { FailedRequest, FailureGroup } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'

/** How many requests are in memory while they are read. */
const PAGE_SIZE = 500

interface FailedRow {
  readonly id: number
  readonly url: string
  readonly account: string
  readonly route: string
  readonly tries: number
  readonly name: string
  readonly message: string
  readonly status: number | null
}

/** Reads the failed requests of a run page by page, so that nothing is locked or held while the reader is busy. */
export async function* readFailed(
  database: SqliteDatabase,
  run: number,
): AsyncGenerator<FailedRequest, void, undefined> {
  let last = 0
  for (;;) {
    const rows = database.all<FailedRow>(
      `SELECT id, url, account, route, tries, error AS name, reason AS message, status
       FROM request WHERE run = ? AND state = 'failed' AND id > ? ORDER BY id LIMIT ?`,
      run,
      last,
      PAGE_SIZE,
    )
    for (const { id, status, ...row } of rows) {
      yield { ...row, status: status ?? undefined }
      last = id
    }
    if (rows.length < PAGE_SIZE) return
  }
}

/** What failed in a run, by class of error, each with the first as an example. */
export function readFailures(database: SqliteDatabase, run: number): FailureGroup[] {
  // Beside min(), SQLite takes the other columns from the row with the minimum.
  const rows = database.all<{ name: string; count: number; url: string; message: string }>(
    `SELECT error AS name, count(*) AS count, min(id), url, reason AS message
     FROM request WHERE run = ? AND state = 'failed' GROUP BY error ORDER BY count DESC, name`,
    run,
  )
  return rows.map(({ name, count, url, message }) => ({ name, count, example: { url, message } }))
}
