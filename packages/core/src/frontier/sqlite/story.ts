import type { RequestState, RequestStory } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'
import { fromDue } from './queue/due.ts'

/** How far back the way to a page is followed. */
const LONGEST_PATH = 1000

interface StoryRow {
  readonly url: string
  readonly route: string
  readonly state: RequestState
  readonly reason: string | null
  readonly tries: number
  readonly depth: number
  readonly parent: number | null
  readonly account: string
  readonly status: number | null
  readonly epoch: number | null
  readonly due: number
}

/** What is known of a URL in a crawler's last run. */
export function readStory(
  database: SqliteDatabase,
  crawler: string,
  key: Uint8Array,
): RequestStory | undefined {
  const row = database.get<StoryRow>(
    `SELECT url, route, state, reason, tries, depth, parent, account, status, epoch, due FROM request
     WHERE run = (SELECT max(id) FROM run WHERE crawler = ?) AND key = ?`,
    crawler,
    key,
  )
  if (!row) return undefined
  const { parent, reason, status, epoch, due, ...story } = row
  return {
    ...story,
    reason: reason ?? undefined,
    status: status ?? undefined,
    epoch: epoch ?? undefined,
    due: row.state === 'waiting' && due > 0 ? new Date(fromDue(due)) : undefined,
    path: parent === null ? [] : pathTo(database, parent),
  }
}

function pathTo(database: SqliteDatabase, request: number): string[] {
  const rows = database.all<{ url: string }>(
    `WITH RECURSIVE step (id, url, parent, back) AS (
       SELECT id, url, parent, 1 FROM request WHERE id = ?
       UNION ALL
       SELECT request.id, request.url, request.parent, back + 1
       FROM step JOIN request ON request.id = step.parent WHERE back < ?)
     SELECT url FROM step ORDER BY back DESC`,
    request,
    LONGEST_PATH,
  )
  return rows.map((row) => row.url)
}
