import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { StoreError } from '../../../errors.ts'
import { codeOf } from '../../../thrown.ts'
import { BUSY_TIMEOUT, SqliteDatabase } from './database.ts'
import { storeProblem, type StoreProblem } from './errors.ts'
import { MIGRATIONS } from './migrations.ts'
import { APPLICATION_ID, CONNECTION_PRAGMAS, SCHEMA_VERSION, TABLES } from './schema.ts'

/** What kind of SQLite file is opened. */
export interface FileFormat {
  /** In the header, so that no other program's file is taken for one. */
  readonly applicationId: number
  /** Of the tables, in the header too. */
  readonly version: number
  /** Statements that make the tables and write the header. */
  readonly tables: string
  /** What makes of the tables of a version those of the next, from the oldest on. */
  readonly migrations: readonly string[]
}

const STORE_FORMAT: FileFormat = {
  applicationId: APPLICATION_ID,
  version: SCHEMA_VERSION,
  tables: TABLES,
  migrations: MIGRATIONS,
}

/** How long to wait before a locked file is tried again, in ms. */
const LOCK_PAUSE = 10

/**
 * Opens the file of a store or of another format, or makes it, readable by this user only.
 *
 * @throws {StoreError} with the remedy, for a file that is not a store, of another version, or out of reach.
 */
export function openDatabase(path: string, format = STORE_FORMAT): SqliteDatabase {
  const file = path === ':memory:' ? path : resolve(path)
  if (file !== ':memory:') prepareFile(file)
  const database = new SqliteDatabase(file)
  try {
    const version = database.snapshot(() => versionOf(database, format))
    useWriteAheadLog(database)
    database.execute(CONNECTION_PRAGMAS)
    if (version < format.version) bringUpToDate(database, format)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Sees to it that the file is there and can be written, since SQLite says little about why it cannot open one. */
function prepareFile(file: string): void {
  const folder = dirname(file)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw storeProblem('NO_FOLDER', file)
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return createFile(file)
  if (!found.isFile()) throw storeProblem('NOT_A_FILE', file)
  // Asked, not tried: closing a file gives up every lock that this process has on it, SQLite's included.
  translateFileErrors(file, () => accessSync(file, constants.R_OK))
  translateFileErrors(file, () => accessSync(file, constants.W_OK), 'READ_ONLY')
  // SQLite writes its log beside.
  translateFileErrors(folder, () => accessSync(folder, constants.W_OK | constants.X_OK))
}

/** Makes the file readable by this user only, as SQLite then makes its side files. */
function createFile(file: string): void {
  translateFileErrors(file, () => closeSync(openSync(file, 'wx', 0o600)))
}

function translateFileErrors(path: string, work: () => void, onDenied: StoreProblem = 'PERMISSION'): void {
  try {
    work()
  } catch (error) {
    const code = codeOf(error)
    // Another process made the file just now.
    if (code === 'EEXIST') return
    if (code === 'ENOSPC' || code === 'EDQUOT') throw storeProblem('DISK_FULL', path, error)
    if (code === 'EIO') throw storeProblem('DISK_FAILED', path, error)
    throw storeProblem(code === 'EROFS' ? 'READ_ONLY' : onDenied, path, error)
  }
}

/**
 * The version of the tables in a store, 0 for a file that is still empty; refuses what is no store.
 *
 * To be called in a transaction, as another process may be making the tables just now.
 */
function versionOf(database: SqliteDatabase, format: FileFormat): number {
  const application = database.get<{ application_id: number }>('PRAGMA application_id')?.application_id
  const version = database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
  const isEmpty = !database.get('SELECT 1 FROM sqlite_schema')
  if (isEmpty && application === 0) return 0
  if (application !== format.applicationId) throw storeProblem('NOT_A_STORE', database.path)
  if (version > format.version) throw storeProblem('NEWER_VERSION', database.path)
  if (version < oldestVersion(format)) throw storeProblem('OLDER_VERSION', database.path)
  return version
}

/** Makes the tables, or changes older ones, unless another process was faster. */
function bringUpToDate(database: SqliteDatabase, format: FileFormat): void {
  database.transaction(() => {
    const version = versionOf(database, format)
    if (version === 0) database.execute(format.tables)
    else for (const step of format.migrations.slice(version - oldestVersion(format))) database.execute(step)
  })
}

/** The oldest version that can be brought up to date. */
function oldestVersion({ version, migrations }: FileFormat): number {
  return version - migrations.length
}

/** Changes the journal mode, for which SQLite itself waits for nobody. */
function useWriteAheadLog(database: SqliteDatabase): void {
  const deadline = Date.now() + BUSY_TIMEOUT
  for (;;) {
    try {
      database.execute('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      const isLocked = error instanceof StoreError && error.code === 'LOCKED'
      if (!isLocked || Date.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE)
    }
  }
}
