import type { RequestState, StoredRequest } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'

/** How many requests are in memory while they are read. */
const PAGE_SIZE = 500

interface RequestRow extends Omit<StoredRequest, 'body' | 'data' | 'status'> {
  readonly body: string | null
  readonly data: string | null
  readonly status: number | null
}

/** Reads the requests of a run page by page, so that nothing is locked or held while the reader is busy. */
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
  let last = 0
  for (;;) {
    const rows = database.all<RequestRow>(
      `SELECT id, url, method, body, route, data, site, account, depth, priority, state, status, tries
       FROM ${from} AND run = ? AND id > ? AND state = ifnull(?, state) ORDER BY id LIMIT ?`,
      run,
      last,
      state ?? null,
      PAGE_SIZE,
    )
    for (const row of rows) yield toStored(row)
    if (rows.length < PAGE_SIZE) return
    last = rows.at(-1)?.id ?? last
  }
}

function toStored(row: RequestRow): StoredRequest {
  return {
    ...row,
    body: row.body ?? undefined,
    data: row.data ?? undefined,
    status: row.status ?? undefined,
  }
}
