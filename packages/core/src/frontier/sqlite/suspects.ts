import type { NewRecord } from '../record.ts'
import { enterRecords, lastRecord, takeFromBooks } from './books.ts'
import type { SqliteDatabase } from './file/database.ts'

/** Keeps what a suspect page has brought apart from the records, until its session is proved or doubted. */
export function holdRecords(database: SqliteDatabase, request: number, records: readonly NewRecord[]): void {
  for (const { kind, key, json } of records) {
    database.run(
      'INSERT INTO held (request, kind, key, json) VALUES (?, ?, ?, ?)',
      request,
      kind,
      key ?? null,
      json,
    )
  }
}

/** Makes the held records of an account's pages that had arrived by then real, and the pages done. */
export function releaseSuspects(
  database: SqliteDatabase,
  run: number,
  account: string,
  askedAt: number,
): void {
  const suspects = `SELECT id FROM request WHERE run = ?1 AND account = ?2 AND state = 'suspect' AND suspect_since <= ?3`
  const before = lastRecord(database)
  const released = database.run(
    `INSERT INTO record (run, request, kind, key, json)
     SELECT ?1, request, kind, key, json FROM held WHERE request IN (${suspects}) ORDER BY held.id
     ON CONFLICT (run, kind, key) WHERE key IS NOT NULL
     DO UPDATE SET request = excluded.request, json = excluded.json`,
    run,
    account,
    askedAt,
  )
  if (released > 0) {
    enterRecords(database, before)
    database.run(`DELETE FROM held WHERE request IN (${suspects})`, run, account, askedAt)
  }
  database.run(
    `UPDATE request SET state = 'done' WHERE run = ? AND account = ? AND state = 'suspect' AND suspect_since <= ?`,
    run,
    account,
    askedAt,
  )
}

/** Drops what an account's suspect pages have brought, and lets them wait again; returns how many there were. */
export function dropSuspects(database: SqliteDatabase, run: number, account: string): number {
  database.run(
    `DELETE FROM held WHERE request IN
       (SELECT id FROM request WHERE run = ? AND account = ? AND state = 'suspect')`,
    run,
    account,
  )
  return database.run(
    `UPDATE request SET state = 'waiting', due = 0, status = NULL, bytes = 0
     WHERE run = ? AND account = ? AND state = 'suspect'`,
    run,
    account,
  )
}

/** Drops the records of a page that is done, and lets it wait again: what it gives then is given for the first time. */
export function redoPage(database: SqliteDatabase, run: number, key: Uint8Array): void {
  const page = database.get<{ id: number }>(
    `SELECT id FROM request WHERE run = ? AND key = ? AND state = 'done'`,
    run,
    key,
  )
  if (!page) return
  takeFromBooks(database, run, page.id)
  database.run('DELETE FROM record WHERE run = ? AND request = ?', run, page.id)
  database.run('DELETE FROM replaced WHERE run = ? AND request = ?', run, page.id)
  database.run(
    `UPDATE request SET state = 'waiting', due = 0, status = NULL, bytes = 0 WHERE id = ?`,
    page.id,
  )
}
