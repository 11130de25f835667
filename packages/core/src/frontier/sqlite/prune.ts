import { StoreError } from '../../errors.ts'
import type { SqliteDatabase } from './file/database.ts'
import type { GroupCommit } from './file/group-commit.ts'

/** How many rows go in a transaction: some milliseconds of work, in which nothing else is kept waiting. */
const BATCH = 2_000

/** The runs of a crawler that came before so many of its last good ones. */
export function runsBefore(database: SqliteDatabase, crawler: string, keep: number): number[] {
  const rows = database.all<{ id: number }>(
    `SELECT id FROM run WHERE crawler = ?1 AND id <
       (SELECT id FROM run WHERE crawler = ?1 AND finished = 1 AND held = 0 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
    crawler,
    keep - 1,
  )
  return rows.map(({ id }) => id)
}

/** Removes a run with all that belongs to it, bit by bit; nobody sees it from the begin on, and what a crash leaves goes the next time. */
export async function removeRun(database: SqliteDatabase, group: GroupCommit, run: number): Promise<void> {
  await group.add(() => database.run(`UPDATE run SET reason = 'pruned' WHERE id = ?`, run))
  await group.add(() =>
    database.run('DELETE FROM held WHERE request IN (SELECT id FROM request WHERE run = ?)', run),
  )
  for (const table of ['record', 'request']) {
    const some = `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE run = ? LIMIT ?)`
    while ((await group.add(() => database.run(some, run, BATCH))) > 0);
  }
  await group.add(() => {
    for (const table of ['replaced', 'count', 'owner'])
      database.run(`DELETE FROM ${table} WHERE run = ?`, run)
    database.run('DELETE FROM run WHERE id = ?', run)
  })
}

/** @throws {StoreError} `NO_RUN` where a run is not in the store, or no more, so that what was read of it is not all of it. */
export function refuseIfRemoved(database: SqliteDatabase, runs: readonly number[]): void {
  const isThere = `SELECT 1 FROM run WHERE id = ? AND reason IS NOT 'pruned'`
  const removed = runs.find((run) => !database.get(isThere, run))
  if (removed === undefined) return
  throw new StoreError(
    'NO_RUN',
    `run ${removed} is not in the store (${database.path}), or was removed while it was read: read a later one`,
  )
}
