import type { QueuedRequest } from '../store.ts'
import type { SqliteDatabase } from './database.ts'
import { fromDue, toDue } from './due.ts'

/** A waiting request as SQLite gives it. */
interface QueuedRow extends Omit<QueuedRequest, 'body' | 'data'> {
  readonly body: string | null
  readonly data: string | null
}

/** What the requests of a line have in common. */
export interface LineOf {
  readonly run: number
  readonly site: string
  readonly account: string
}

/**
 * The requests of one account that wait on one site, and which of them are claimed.
 *
 * Claims are only in memory, so they end with the process; as many are held as are being fetched.
 */
export class Line {
  readonly #database: SqliteDatabase
  readonly #of: readonly [run: number, site: string, account: string]
  readonly #claimed = new Set<number>()

  constructor(database: SqliteDatabase, { run, site, account }: LineOf) {
    this.#database = database
    this.#of = [run, site, account]
  }

  /** Claims up to `room` due requests: by priority, then depth, then age. */
  claim(room: number): QueuedRequest[] {
    this.#promote()
    // The claimed ones are among the first, so this reads no further than it has to.
    const rows = this.#database.all<QueuedRow>(
      `SELECT id, key, url, method, body, route, data, site, account, depth, priority, tries
       FROM request WHERE run = ? AND site = ? AND account = ? AND state = 'waiting' AND due = 0
       ORDER BY priority DESC, depth, id LIMIT ?`,
      ...this.#of,
      this.#claimed.size + room,
    )
    const free = rows.filter((row) => !this.#claimed.has(row.id)).slice(0, room)
    for (const { id } of free) this.#claimed.add(id)
    return free.map(toRequest)
  }

  /** When the earliest request that is not claimed is due, in ms since 1970; `Infinity` if none waits. */
  nextDue(): number {
    const now = this.#database.all<{ id: number }>(
      `SELECT id FROM request
       WHERE run = ? AND site = ? AND account = ? AND state = 'waiting' AND due = 0 LIMIT ?`,
      ...this.#of,
      this.#claimed.size + 1,
    )
    return now.some((row) => !this.#claimed.has(row.id)) ? Date.now() : fromDue(this.#earliestLater())
  }

  /** Lets go of a claim. */
  release(id: number): void {
    this.#claimed.delete(id)
  }

  /** Lets those that waited for a time that has come stand in line with the others. */
  #promote(): void {
    const now = toDue(Date.now())
    if (this.#earliestLater() > now) return
    this.#database.run(
      `UPDATE request SET due = 0
       WHERE run = ? AND site = ? AND account = ? AND state = 'waiting' AND due BETWEEN 1 AND ?`,
      ...this.#of,
      now,
    )
  }

  /** The earliest time that a request waits for. */
  #earliestLater(): number {
    const row = this.#database.get<{ due: number | null }>(
      `SELECT min(due) AS due FROM request
       WHERE run = ? AND site = ? AND account = ? AND state = 'waiting' AND due > 0`,
      ...this.#of,
    )
    return row?.due ?? Infinity
  }
}

function toRequest(row: QueuedRow): QueuedRequest {
  return { ...row, body: row.body ?? undefined, data: row.data ?? undefined }
}
