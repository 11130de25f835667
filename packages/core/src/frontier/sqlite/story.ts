import type { RequestStory } from '../request-story.ts'
import type { RequestState } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'
import { fromDue } from './queue/due.ts'

/** How far back the way to a page is followed. */
const LONGEST_PATH = 1000

interface StoryRow {
  readonly method: string
  readonly headers: string | null
  readonly body: string | null
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

const STORIES = `
  SELECT method, url, headers, body, route, state, reason, tries, depth, parent, account, status, epoch, due FROM request
  WHERE run = (SELECT max(id) FROM run WHERE crawler = ?)`

/** What is known of a request in a crawler's last run. */
export function readStory(
  database: SqliteDatabase,
  crawler: string,
  key: Uint8Array,
): RequestStory | undefined {
  const row = database.get<StoryRow>(`${STORIES} AND key = ?`, crawler, key)
  return row && toStory(database, row)
}

/** The same of whatever was sent to a URL otherwise than by GET, in the order in which it was found. */
export function readSentStories(database: SqliteDatabase, crawler: string, url: string): RequestStory[] {
  return database
    .all<StoryRow>(`${STORIES} AND method <> 'GET' AND url = ? ORDER BY id`, crawler, url)
    .map((row) => toStory(database, row))
}

function toStory(database: SqliteDatabase, row: StoryRow): RequestStory {
  const { parent, headers, body, reason, status, epoch, due, ...story } = row
  return {
    ...story,
    headers: headers ?? undefined,
    body: body ?? undefined,
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
