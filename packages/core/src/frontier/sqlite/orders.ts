import { StoreError } from '../../errors.ts'
import type { Asked, Order } from '../store.ts'
import type { SqliteDatabase } from './file/database.ts'
import { ownerOf } from './owner/ownership.ts'

/**
 * Leaves an order with a crawler's last run; to be called in a transaction.
 *
 * @throws {StoreError} `NOT_RUNNING`
 */
export function leaveOrder(database: SqliteDatabase, crawler: string, order: Order): void {
  const run = database.get<{ id: number }>(
    'SELECT id FROM run WHERE crawler = ? ORDER BY id DESC LIMIT 1',
    crawler,
  )
  const wakes = run && order === 'resume' && readAsked(database, run.id) === 'pause'
  if (!run || !(wakes || ownerOf(database, run.id))) {
    throw new StoreError(
      'NOT_RUNNING',
      `no process crawls ${crawler} (${database.path}), so there is none to ${order}: ` +
        'see whether the names of the crawler and of the store are right (latchkey status)',
    )
  }
  database.run('UPDATE run SET asked = ? WHERE id = ?', order === 'resume' ? 'go' : order, run.id)
}

/** What a run was last told. */
export function readAsked(database: SqliteDatabase, run: number): Asked {
  return database.get<{ asked: Asked }>('SELECT asked FROM run WHERE id = ?', run)?.asked ?? 'go'
}
