import type { SqliteDatabase } from './file/database.ts'

/** Keeps a value until its time, and drops those whose time is over. */
export function writeMemory(database: SqliteDatabase, name: string, value: Uint8Array, until: Date): void {
  database.run('DELETE FROM memory WHERE until <= ?', Date.now())
  database.run(
    `INSERT INTO memory (name, until, value) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET until = excluded.until, value = excluded.value`,
    name,
    until.getTime(),
    value,
  )
}

/** What was kept under a name, if its time is not over. */
export function readMemory(database: SqliteDatabase, name: string): Uint8Array | undefined {
  const row = database.get<{ value: Uint8Array }>(
    'SELECT value FROM memory WHERE name = ? AND until > ?',
    name,
    Date.now(),
  )
  return row?.value
}
