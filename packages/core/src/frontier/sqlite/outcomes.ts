import type { Failure, PageOutcome, QueuedRequest } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'
import { toDue } from './queue/due.ts'

/** What may be settled: what waits, and what was about to be sent. */
const UNSETTLED = `state IN ('waiting', 'in doubt')`

/** Marks a page as done, or as suspect, and keeps what its last failure said; false when its request is settled. */
export function markDone(database: SqliteDatabase, run: number, page: PageOutcome): boolean {
  const changed = database.run(
    `UPDATE request SET state = ?, suspect_since = ?, status = ?, bytes = ?, epoch = ?
     WHERE id = ? AND run = ? AND ${UNSETTLED}`,
    page.suspectSince === undefined ? 'done' : 'suspect',
    page.suspectSince === undefined ? null : Math.ceil(page.suspectSince),
    page.status,
    page.bytes,
    page.epoch ?? null,
    page.request.id,
    run,
  )
  return changed > 0
}

/** Marks a request as failed, or as waiting for another try; false when it is settled. */
export function markFailed(
  database: SqliteDatabase,
  run: number,
  request: QueuedRequest,
  failure: Failure,
  retryAt: Date | undefined,
): boolean {
  const changed = database.run(
    `UPDATE request SET state = ?, due = ?, tries = tries + 1, error = ?, reason = ?, status = ?
     WHERE id = ? AND run = ? AND ${UNSETTLED}`,
    retryAt ? 'waiting' : 'failed',
    retryAt ? toDue(retryAt.getTime()) : 0,
    failure.name,
    failure.message,
    failure.status ?? null,
    request.id,
    run,
  )
  return changed > 0
}

/** Lets a request wait until a time; false when it is settled. */
export function markPostponed(
  database: SqliteDatabase,
  run: number,
  request: QueuedRequest,
  until: Date,
): boolean {
  const changed = database.run(
    `UPDATE request SET state = 'waiting', due = ? WHERE id = ? AND run = ? AND ${UNSETTLED}`,
    toDue(until.getTime()),
    request.id,
    run,
  )
  return changed > 0
}

/** Marks a request as in doubt, since it is about to be sent; false when it is settled. */
export function markInDoubt(database: SqliteDatabase, run: number, request: QueuedRequest): boolean {
  const changed = database.run(
    `UPDATE request SET state = 'in doubt' WHERE id = ? AND run = ? AND ${UNSETTLED}`,
    request.id,
    run,
  )
  return changed > 0
}

/** Sets a request aside for good; false when it is settled. */
export function markSkipped(
  database: SqliteDatabase,
  run: number,
  request: QueuedRequest,
  reason: string,
): boolean {
  const changed = database.run(
    `UPDATE request SET state = 'skipped', final = 1, reason = ?, error = NULL
     WHERE id = ? AND run = ? AND ${UNSETTLED}`,
    reason,
    request.id,
    run,
  )
  return changed > 0
}
