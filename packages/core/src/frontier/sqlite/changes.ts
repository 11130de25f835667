import { isDeepStrictEqual } from 'node:util'

import type { RecordChange } from '../record.ts'
import type { SqliteDatabase } from './file/database.ts'
import { inPages } from './file/in-pages.ts'
import { refuseIfRemoved } from './prune.ts'

interface ChangeRow {
  readonly id: number
  readonly kind: string
  readonly key: string
  readonly url: string
  readonly before: string | null
  readonly after: string | null
}

/**
 * What differs in the records with keys of two runs: what came and changed, in the order of the later run, then what went.
 *
 * @throws {StoreError} `NO_RUN` when one of the runs is not there, or is removed meanwhile.
 */
export async function* readChanges(
  database: SqliteDatabase,
  from: number,
  to: number,
): AsyncGenerator<RecordChange, void, undefined> {
  refuseIfRemoved(database, [from, to])
  // Each record is looked up in the other run by the index of the keys.
  const cameOrChanged = (after: number, most: number) =>
    database.all<ChangeRow>(
      `SELECT now.id, now.kind, now.key, url, past.json AS before, now.json AS after
       FROM record AS now JOIN request ON request.id = now.request
       LEFT JOIN record AS past ON past.run = ? AND past.kind = now.kind AND past.key = now.key
       WHERE now.run = ? AND now.id > ? AND now.key IS NOT NULL AND past.json IS NOT now.json
       ORDER BY now.id LIMIT ?`,
      from,
      to,
      after,
      most,
    )
  const went = (after: number, most: number) =>
    database.all<ChangeRow>(
      `SELECT past.id, past.kind, past.key, url, past.json AS before, NULL AS after
       FROM record AS past JOIN request ON request.id = past.request
       WHERE past.run = ?1 AND past.id > ?3 AND past.key IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM record AS now WHERE now.run = ?2 AND now.kind = past.kind AND now.key = past.key)
       ORDER BY past.id LIMIT ?4`,
      from,
      to,
      after,
      most,
    )
  for (const rows of [cameOrChanged, went])
    for (const row of inPages(rows)) {
      const change = toChange(row)
      // The order of its fields is nothing that a record says.
      if (!isDeepStrictEqual(change.before, change.after)) yield change
    }
  refuseIfRemoved(database, [from, to])
}

function toChange({ kind, key, url, before, after }: ChangeRow): RecordChange {
  const change = before === null ? 'added' : after === null ? 'removed' : 'changed'
  return { change, kind, key, url, before: parsed(before), after: parsed(after) }
}

function parsed(json: string | null): unknown {
  return json === null ? undefined : JSON.parse(json)
}
