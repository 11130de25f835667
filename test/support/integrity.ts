import { DatabaseSync } from 'node:sqlite'

/** What SQLite finds wrong with a file: `ok`, if it is nothing. */
export function integrityOf(file: string): string {
  const database = new DatabaseSync(file)
  try {
    const rows = database.prepare('PRAGMA integrity_check').all()
    return rows.map((row) => row['integrity_check']).join('\n')
  } finally {
    database.close()
  }
}
