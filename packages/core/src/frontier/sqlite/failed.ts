import type { FailedRequest, FailureGroup } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'
import { inPages } from './file/in-pages.ts'

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

/** Every failed request of a run. */
export async function* readFailed(
  database: SqliteDatabase,
  run: number,
): AsyncGenerator<FailedRequest, void, undefined> {
  const page = (after: number, most: number) =>
    database.all<FailedRow>(
      `SELECT id, url, account, route, tries, error AS name, reason AS message, status
       FROM request WHERE run = ? AND state = 'failed' AND id > ? ORDER BY id LIMIT ?`,
      run,
      after,
      most,
    )
  for (const { id: _, status, ...row } of inPages(page)) yield { ...row, status: status ?? undefined }
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
