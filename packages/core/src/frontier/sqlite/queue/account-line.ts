import type { QueuedRequest } from '../../store.ts'
import type { SqliteDatabase } from '../file/database.ts'
import { fromDue, toDue } from './due.ts'

/** Of so many requests, one is taken from a lower priority than the others. */
const TURN = 10

/** A waiting request as SQLite gives it. */
interface QueuedRow extends Omit<QueuedRequest, 'headers' | 'body' | 'data'> {
  readonly headers: string | null
  readonly body: string | null
  readonly data: string | null
}

/** What the requests of one line have in common. */
export interface AccountOfSite {
  readonly run: number
  readonly site: string
  readonly account: string
}

/**
 * The requests of one account that wait on one site, and which of them are claimed.
 *
 * Claims are only in memory, so they end with the process; as many are held as are being fetched.
 */
export class AccountLine {
  readonly #database: SqliteDatabase
  readonly #of: readonly [run: number, site: string, account: string]
  readonly #claimed = new Set<number>()
  /** How many were claimed since a lower priority had its turn. */
  #sinceTurn = 0
  /** The priority that had it. */
  #lastTurn = -Infinity

  constructor(database: SqliteDatabase, { run, site, account }: AccountOfSite) {
    this.#database = database
    this.#of = [run, site, account]
  }

  /**
   * Claims up to `room` due requests: by priority, then depth, then age. Of ten, one comes from the lower priorities
   * in turn, so that none of them waits for as long as there are higher ones.
   */
  claim(room: number): QueuedRequest[] {
    this.#promote()
    const due = this.#free(room)
    const turns = Math.floor((this.#sinceTurn + room) / TURN)
    // Whoever gets all that there is keeps nobody waiting.
    const lower = due.length === room && turns > 0 ? this.#lower(due.at(-1)?.priority ?? 0, turns) : []
    const requests = [...due.slice(0, room - lower.length), ...lower]
    this.#sinceTurn = (this.#sinceTurn + requests.length) % TURN
    for (const { id } of requests) this.#claimed.add(id)
    return requests.map(toRequest)
  }

  /** When the earliest request that is not claimed is due, in ms since 1970; `Infinity` if none waits. */
  nextDue(): number {
    return this.#free(1).length > 0 ? Date.now() : fromDue(this.#earliestLater())
  }

  /** Lets go of a claim. */
  release(id: number): void {
    this.#claimed.delete(id)
  }

  /** The first that are due and not claimed, of one priority if it is given. */
  #free(room: number, priority?: number): QueuedRow[] {
    return this.#database.all<QueuedRow>(
      `SELECT id, key, url, method, headers, body, route, data, site, account, depth, priority, tries
       FROM request WHERE run = ? AND site = ? AND account = ? AND state = 'waiting' AND due = 0
       AND id NOT IN (SELECT value FROM json_each(?)) ${priority === undefined ? '' : 'AND priority = ?'}
       ORDER BY priority DESC, depth, id LIMIT ?`,
      ...this.#of,
      JSON.stringify([...this.#claimed]),
      ...(priority === undefined ? [] : [priority]),
      room,
    )
  }

  /** Those of the next priority below one that the higher ones would keep waiting. */
  #lower(than: number, amount: number): QueuedRow[] {
    const priority = this.#priorityBelow(Math.min(than, this.#lastTurn)) ?? this.#priorityBelow(than)
    if (priority === undefined) return []
    this.#lastTurn = priority
    return this.#free(amount, priority)
  }

  /** The highest priority below one that has a request due. */
  #priorityBelow(priority: number): number | undefined {
    const row = this.#database.get<{ priority: number | null }>(
      `SELECT max(priority) AS priority FROM request
       WHERE run = ? AND site = ? AND account = ? AND state = 'waiting' AND due = 0 AND priority < ?`,
      ...this.#of,
      priority,
    )
    return row?.priority ?? undefined
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
  return {
    ...row,
    headers: row.headers ?? undefined,
    body: row.body ?? undefined,
    data: row.data ?? undefined,
  }
}
