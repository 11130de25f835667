import { StoreError } from '../../../errors.ts'

/** What can be wrong with a store's file: what went wrong, and the remedy. */
const PROBLEMS = {
  LOCKED: [
    'another program keeps the store locked',
    'close the program that has it open (a database browser, a backup), then run again',
  ],
  READ_ONLY: [
    'the store is read-only',
    'make the file and its folder writable for this user (chmod u+w), or work on a copy elsewhere',
  ],
  PERMISSION: [
    'this user may not use the store',
    'run as the user who owns the file and its folder, or give this user the right to read and write both',
  ],
  DISK_FULL: [
    'the disk of the store is full, and nothing of the page was kept',
    'free some space, then run again: the crawl goes on where it stopped',
  ],
  DISK_FAILED: [
    'the disk of the store could not be read or written',
    'check the disk and its connection (dmesg), or a limit on the size of files (ulimit -f), then run again',
  ],
  DAMAGED: [
    'the store is damaged',
    'restore it from a backup, or save what can be read with sqlite3 FILE .recover, and crawl into a new file',
  ],
  NOT_SQLITE: [
    'the file is not a store: it is not an SQLite database at all',
    'name another file; this one was left as it is',
  ],
  NOT_A_STORE: [
    'the file is an SQLite database of another program',
    'name another file; this one was left as it is',
  ],
  NEWER_VERSION: [
    'the store was written by a newer version of Latchkey',
    'update Latchkey (npm install latchkey@latest), or crawl into a new file',
  ],
  OLDER_VERSION: [
    'the store was written by an older version of Latchkey, whose tables this one does not read',
    'open it with the version that wrote it, or crawl into a new file',
  ],
  NO_FOLDER: ['the folder of the store does not exist', 'make it (mkdir -p), or correct the path'],
  NOT_A_FILE: ['the path of the store is not a file', 'name a file inside it, such as crawl.db'],
  GONE: [
    'the file of the store was deleted or replaced while it was in use, and what was written since is lost',
    'run again; to move a store, first end what uses it',
  ],
  CLOSED: ['the store is closed', 'close it when everything that uses it is done, or open it again'],
  SQLITE: ['SQLite refused', 'the cause says why; this looks like a fault in Latchkey, please report it'],
} as const

/** The `code` of an error about the store's file. */
export type StoreProblem = keyof typeof PROBLEMS

/** SQLite's primary result codes (https://sqlite.org/rescode.html), as far as they have a remedy of their own. */
const PROBLEM_OF_RESULT: ReadonlyMap<number, StoreProblem> = new Map([
  [3, 'PERMISSION'],
  [5, 'LOCKED'],
  [6, 'LOCKED'],
  [8, 'READ_ONLY'],
  [10, 'DISK_FAILED'],
  [11, 'DAMAGED'],
  [13, 'DISK_FULL'],
  [14, 'PERMISSION'],
  [26, 'NOT_SQLITE'],
])

/** An error about the store's file, with its remedy. */
export function storeProblem(problem: StoreProblem, path: string, cause?: unknown): StoreError {
  const [what, remedy] = PROBLEMS[problem]
  const detail = cause instanceof Error && problem === 'SQLITE' ? `: ${cause.message}` : ''
  return new StoreError(problem, `${what}${detail} (${path}): ${remedy}`, { cause })
}

/** Turns what `node:sqlite` throws into a `StoreError`; anything else stays what it is. */
export function translateSqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ERR_INVALID_STATE') return storeProblem('CLOSED', path, error)
  if (error.code !== 'ERR_SQLITE_ERROR' || !('errcode' in error)) return error
  // The low byte is the primary code; the rest says more, as BUSY_RECOVERY does.
  const problem = PROBLEM_OF_RESULT.get(Number(error.errcode) & 0xff)
  return storeProblem(problem ?? 'SQLITE', path, error)
}
