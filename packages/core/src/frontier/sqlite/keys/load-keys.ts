import { setImmediate as nextTurn } from 'node:timers/promises'

import type { SqliteDatabase } from '../file/database.ts'
import type { KnownKeys } from './known-keys.ts'

/** How many rows are read in one go: two or three milliseconds. */
const ROWS = 5_000

/**
 * Takes the keys of a run up from the file, a few at a time, while the run already goes on: ten million in seconds.
 *
 * A request that was only skipped is left out, since a later link may follow it. What cannot be read is left out
 * too: nothing depends on it but speed.
 */
export async function loadKeys(
  database: SqliteDatabase,
  keys: KnownKeys,
  { run, until }: { readonly run: number; readonly until: () => boolean },
): Promise<void> {
  try {
    const { last = 0 } = database.get<{ last: number | null }>('SELECT max(id) AS last FROM request') ?? {}
    for (let id = 0; id < (last ?? 0) && !until(); id += ROWS) {
      // One value in all: an object for each key would cost seven times as much.
      const row = database.get<{ bytes: Uint8Array | null }>(
        `SELECT CAST(group_concat(substr(key, 1, 8), '') AS BLOB) AS bytes FROM request NOT INDEXED
         WHERE id > ? AND id <= ? AND run = ? AND (state <> 'skipped' OR final)`,
        id,
        id + ROWS,
        run,
      )
      const bytes = row?.bytes ?? new Uint8Array()
      for (let offset = 0; offset < bytes.length; offset += 8) keys.add(bytes, offset)
      await nextTurn()
    }
  } catch {
    return
  }
}
