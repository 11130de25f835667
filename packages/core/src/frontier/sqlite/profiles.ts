import { StoreError } from '../../errors.ts'
import type { Findings, Profile } from '../drift.ts'
import type { SqliteDatabase } from './file/database.ts'

/** Keeps what was found in a run that is finished; drift holds it back. */
export function writeFindings(database: SqliteDatabase, run: number, findings: Findings | undefined): void {
  const drift = findings?.drift ?? []
  database.run(
    'UPDATE run SET profile = ?, drift = ?, held = ? WHERE id = ?',
    findings ? JSON.stringify(findings.profile) : null,
    JSON.stringify(drift),
    Number(drift.length > 0),
    run,
  )
}

/** What the good runs before a run were like, newest first; first of all itself, where it was good before it was gone on with. */
export function readProfiles(database: SqliteDatabase, run: number, most: number): Profile[] {
  const rows = database.all<{ profile: string }>(
    `SELECT profile FROM run
     WHERE crawler = (SELECT crawler FROM run WHERE id = ?1)
       AND (id < ?1 AND finished = 1 OR id = ?1 AND finished = 0)
       AND held = 0 AND profile IS NOT NULL
     ORDER BY id DESC LIMIT ?2`,
    run,
    most,
  )
  return rows.map(({ profile }) => JSON.parse(profile) as Profile)
}

/** @throws {StoreError} `NOT_HELD` */
export function acceptRun(database: SqliteDatabase, run: number): void {
  const { held } = database.get<{ held: number }>('SELECT held FROM run WHERE id = ?', run) ?? { held: 0 }
  if (held === 0)
    throw new StoreError(
      'NOT_HELD',
      `run ${run} is not held back (${database.path}): there is nothing to accept`,
    )
  database.run('UPDATE run SET held = 0 WHERE id = ?', run)
}
