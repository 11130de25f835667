import type { SqliteDatabase } from './file/database.ts'

/** The sealed session of a crawler's account. */
export function readSession(
  database: SqliteDatabase,
  crawler: string,
  account: string,
): Uint8Array | undefined {
  const row = database.get<{ sealed: Uint8Array }>(
    'SELECT sealed FROM session WHERE crawler = ? AND account = ?',
    crawler,
    account,
  )
  return row?.sealed
}

/** Keeps a sealed session in place of the one before. */
export function writeSession(
  database: SqliteDatabase,
  crawler: string,
  account: string,
  sealed: Uint8Array,
): void {
  database.run(
    'INSERT INTO session VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed',
    crawler,
    account,
    sealed,
  )
}

/** Forgets a session. */
export function deleteSession(database: SqliteDatabase, crawler: string, account: string): void {
  database.run('DELETE FROM session WHERE crawler = ? AND account = ?', crawler, account)
}
