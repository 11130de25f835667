import { DefinitionError } from '../../errors.ts'
import { checkOptions, type Rules } from '../../session/check/check-options.ts'
import { rule } from '../../session/check/rule.ts'
import type { SqliteDatabase } from '../sqlite/file/database.ts'
import { GroupCommit } from '../sqlite/file/group-commit.ts'
import { openDatabase } from '../sqlite/file/open.ts'
import type { Run } from '../store.ts'
import { ArchivedRun, type ArchivedRunRow } from './archived-run.ts'
import { usedBytes } from './room.ts'
import { ARCHIVE_FORMAT } from './schema.ts'

const DEFAULT_MOST = 10e9
const LEAST = 1e6

/** How an archive is opened. */
export interface ArchiveOptions {
  /**
   * The size of its file at which the oldest responses make room for new ones, in bytes. Default 10 GB; SQLite's log
   * beside it takes up to 64 MB more.
   */
  readonly maxBytes?: number
}

const archiveRules: Rules<ArchiveOptions> = {
  maxBytes: rule('1,000,000 bytes or more', (value) => typeof value === 'number' && value >= LEAST),
}

/**
 * The responses of runs in one SQLite file, to be read again without the site.
 *
 * Each body is kept once and compressed. A response is kept whole or not at all, whatever kills the process. What
 * comes in here has had its secrets taken out; see `withoutSecrets`.
 */
export class Archive implements AsyncDisposable {
  readonly #database: SqliteDatabase
  readonly #group: GroupCommit
  readonly #maxBytes: number

  /**
   * Opens the file, or makes it, readable by this user only; its folder must be there.
   *
   * @throws {StoreError} when the file cannot be used; `code` and message say why and what to do.
   * @throws {DefinitionError} for a `maxBytes` below 1 MB.
   */
  constructor(path: string, options: ArchiveOptions = {}) {
    checkOptions('an archive', options, archiveRules)
    const { maxBytes = DEFAULT_MOST } = options
    this.#database = openDatabase(path, ARCHIVE_FORMAT)
    this.#group = new GroupCommit(this.#database)
    this.#maxBytes = maxBytes
  }

  get path(): string {
    return this.#database.path
  }

  /** What the file holds, in bytes. */
  get bytes(): number {
    return usedBytes(this.#database)
  }

  /** Opens a run to keep its responses: as it was left, or new. */
  open({ crawler, id, startedAt }: Pick<Run, 'crawler' | 'id' | 'startedAt'>): ArchivedRun {
    const names = [crawler, id, startedAt.getTime()] as const
    const row = this.#database.transaction(() => {
      this.#database.run('INSERT OR IGNORE INTO run (crawler, number, started_at) VALUES (?, ?, ?)', ...names)
      return this.#database.get<ArchivedRunRow>(
        'SELECT * FROM run WHERE crawler = ? AND number = ? AND started_at = ?',
        ...names,
      )
    })
    return this.#run(row as ArchivedRunRow)
  }

  /** The runs of which there are responses, newest first; of one crawler if named. */
  runs(crawler?: string): ArchivedRun[] {
    const rows = this.#database.all<ArchivedRunRow>(
      `SELECT * FROM run WHERE crawler = ifnull(?, crawler)
       AND EXISTS (SELECT 1 FROM response WHERE response.run = run.id) ORDER BY id DESC`,
      crawler ?? null,
    )
    return rows.map((row) => this.#run(row))
  }

  /**
   * A run of a crawler, to be read.
   *
   * @param number As the store counts. Default: the last.
   * @throws {DefinitionError} when there are no responses of it.
   */
  find(crawler: string, number?: number): ArchivedRun {
    const runs = this.runs(crawler)
    const found = number === undefined ? runs[0] : runs.find((run) => run.number === number)
    if (found) return found
    const numbers = runs.map((run) => run.number).join(', ')
    throw new DefinitionError(
      runs.length === 0
        ? `${this.path} has no responses of ${crawler}: record some with \`latchkey run <crawler> --archive\``
        : `${this.path} has no responses of run ${number} of ${crawler}, but of ${numbers}`,
    )
  }

  async close(): Promise<void> {
    await this.#group.close()
    this.#database.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #run(row: ArchivedRunRow): ArchivedRun {
    return new ArchivedRun({ row, database: this.#database, group: this.#group, maxBytes: this.#maxBytes })
  }
}
