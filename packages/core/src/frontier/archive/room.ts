import type { SqliteDatabase } from '../sqlite/file/database.ts'
import type { ArchivedBodies } from './archived-bodies.ts'

/** How many responses go at once when the archive is full. */
const BATCH = 20

/**
 * Makes room in a full archive: the oldest responses go first, whatever run they are of, and a body goes with the
 * last response that needs it. To be called in a transaction.
 *
 * @param newest The response that was just kept; it stays whatever its size.
 */
export function makeRoom(
  database: SqliteDatabase,
  bodies: ArchivedBodies,
  maxBytes: number,
  newest: number,
): void {
  while (usedBytes(database) > maxBytes) {
    const oldest = database.all<{ id: number; run: number; body: number }>(
      'SELECT id, run, body FROM response WHERE id <> ? ORDER BY id LIMIT ?',
      newest,
      BATCH,
    )
    if (oldest.length === 0) return
    for (const { id, run, body } of oldest) {
      database.run('DELETE FROM response WHERE id = ?', id)
      database.run('UPDATE run SET dropped = dropped + 1 WHERE id = ?', run)
      bodies.drop(body)
    }
  }
}

/** What the file holds, without the pages in it that are free to be written again. */
export function usedBytes(database: SqliteDatabase): number {
  const pages = database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  const free = database.get<{ freelist_count: number }>('PRAGMA freelist_count')?.freelist_count ?? 0
  const size = database.get<{ page_size: number }>('PRAGMA page_size')?.page_size ?? 0
  return (pages - free) * size
}
