import type { RequestState, StoredRequest } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'
import { inPages } from './file/in-pages.ts'

interface RequestRow extends Omit<StoredRequest, 'headers' | 'body' | 'data' | 'status'> {
  readonly headers: string | null
  readonly body: string | null
  readonly data: string | null
  readonly status: number | null
}

/** Every request of a run, or those in one state. */
export async function* readRequests(
  database: SqliteDatabase,
  run: number,
  state: RequestState | undefined,
): AsyncGenerator<StoredRequest, void, undefined> {
  // The two have an index in the order of the ids. Any other index SQLite would sort anew for every page.
  const from =
    state === 'failed' || state === 'in doubt'
      ? `request WHERE state = '${state}'`
      : 'request NOT INDEXED WHERE true'
  const page = (after: number, most: number) =>
    database.all<RequestRow>(
      `SELECT id, url, method, headers, body, route, data, site, account, depth, priority, state, status, tries
       FROM ${from} AND run = ? AND id > ? AND state = ifnull(?, state) ORDER BY id LIMIT ?`,
      run,
      after,
      state ?? null,
      most,
    )
  for (const row of inPages(page)) yield toStored(row)
}

function toStored(row: RequestRow): StoredRequest {
  return {
    ...row,
    headers: row.headers ?? undefined,
    body: row.body ?? undefined,
    data: row.data ?? undefined,
    status: row.status ?? undefined,
  }
}
