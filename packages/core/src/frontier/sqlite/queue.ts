import type { QueuedRequest } from '../store.ts'
import type { SqliteDatabase } from './database.ts'

/** A waiting request as SQLite gives it. */
interface QueuedRow extends Omit<QueuedRequest, 'body' | 'data'> {
  readonly body: string | null
  readonly data: string | null
}

/**
 * The waiting requests of a run, and which of them are claimed.
 *
 * Claims are only in memory, so they end with the process; as many are held as are being fetched.
 */
export class SqliteQueue {
  readonly #database: SqliteDatabase
  readonly #run: number
  readonly #claimed = new Map<string, Set<number>>()

  constructor(database: SqliteDatabase, run: number) {
    this.#database = database
    this.#run = run
  }

  /** The sites with waiting requests, found by jumping from one to the next in the index. */
  sites(): string[] {
    const rows = this.#database.all<{ site: string }>(
      `WITH RECURSIVE known (site) AS (
         SELECT min(site) FROM request WHERE run = ?1 AND state = 'waiting'
         UNION ALL
         SELECT (SELECT min(site) FROM request WHERE run = ?1 AND state = 'waiting' AND site > known.site)
         FROM known WHERE known.site IS NOT NULL)
       SELECT site FROM known WHERE site IS NOT NULL`,
      this.#run,
    )
    return rows.map((row) => row.site)
  }

  /** Claims up to `room` due requests of a site: by priority, then depth, then age. */
  claim(site: string, room: number): QueuedRequest[] {
    if (room <= 0) return []
    this.#promote(site)
    const claimed = this.#claimedOf(site)
    // The claimed ones are among the first, so this reads no further than it has to.
    const rows = this.#database.all<QueuedRow>(
      `SELECT id, key, url, method, body, route, data, site, account, depth, priority, tries
       FROM request WHERE run = ? AND site = ? AND state = 'waiting' AND due = 0
       ORDER BY priority DESC, depth, id LIMIT ?`,
      this.#run,
      site,
      claimed.size + room,
    )
    const free = rows.filter((row) => !claimed.has(row.id)).slice(0, room)
    for (const { id } of free) claimed.add(id)
    return free.map(toRequest)
  }

  /** When the earliest request of a site that is not claimed is due. */
  nextDue(site: string): Date | undefined {
    const claimed = this.#claimedOf(site)
    const now = this.#database.all<{ id: number }>(
      `SELECT id FROM request WHERE run = ? AND site = ? AND state = 'waiting' AND due = 0 LIMIT ?`,
      this.#run,
      site,
      claimed.size + 1,
    )
    if (now.some((row) => !claimed.has(row.id))) return new Date()
    const later = this.#earliestLater(site)
    return later === undefined ? undefined : new Date(later)
  }

  /** Lets go of a claim. */
  release(request: QueuedRequest): void {
    this.#claimed.get(request.site)?.delete(request.id)
  }

  /** Lets those that waited for a time that has come stand in line with the others. */
  #promote(site: string): void {
    const now = Date.now()
    if ((this.#earliestLater(site) ?? Infinity) > now) return
    this.#database.run(
      `UPDATE request SET due = 0
       WHERE run = ? AND site = ? AND state = 'waiting' AND due BETWEEN 1 AND ?`,
      this.#run,
      site,
      now,
    )
  }

  /** The earliest time that a request of a site waits for, in ms. */
  #earliestLater(site: string): number | undefined {
    const row = this.#database.get<{ due: number | null }>(
      `SELECT min(due) AS due FROM request WHERE run = ? AND site = ? AND state = 'waiting' AND due > 0`,
      this.#run,
      site,
    )
    return row?.due ?? undefined
  }

  #claimedOf(site: string): Set<number> {
    let claimed = this.#claimed.get(site)
    if (!claimed) this.#claimed.set(site, (claimed = new Set()))
    return claimed
  }
}

function toRequest(row: QueuedRow): QueuedRequest {
  return { ...row, body: row.body ?? undefined, data: row.data ?? undefined }
}
