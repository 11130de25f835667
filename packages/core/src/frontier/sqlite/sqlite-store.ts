import { checkOptions } from '../../session/check/check-options.ts'
import { flag } from '../../session/check/rule.ts'
import type { Drift, Profile } from '../drift.ts'
import type { RecordChange, RecordQuery, StoredRecord } from '../record.ts'
import type { RequestStory } from '../request-story.ts'
import type {
  FailedRequest,
  FailureGroup,
  OpenMode,
  Order,
  RequestState,
  RunSummary,
  Store,
  StoredRequest,
} from '../store.ts'
import { readBooks } from './books.ts'
import { readChanges } from './changes.ts'
import { readFailed, readFailures } from './failed.ts'
import type { SqliteDatabase } from './file/database.ts'
import { GroupCommit } from './file/group-commit.ts'
import { openDatabase } from './file/open.ts'
import { readMemory, writeMemory } from './memory.ts'
import { chooseRun, type RunRow } from './open-run.ts'
import { leaveOrder } from './orders.ts'
import { ownerOf } from './owner/ownership.ts'
import { acceptRun, readProfiles } from './profiles.ts'
import { removeRun, runsBefore } from './prune.ts'
import { readRecords } from './records.ts'
import { readRequests } from './requests.ts'
import { deleteSession, readSession, writeSession } from './sessions.ts'
import { SqliteRun } from './sqlite-run.ts'
import { readSentStories, readStory } from './story.ts'

/** How a store is opened. */
export interface SqliteStoreOptions {
  /**
   * Take over runs whose owner cannot be seen from here, as on another host or in another container; only
   * once you know that it is gone. Default false.
   */
  readonly takeOver?: boolean
}

/** A store in one SQLite file, for one machine. */
export class SqliteStore implements Store {
  readonly #database: SqliteDatabase
  readonly #group: GroupCommit
  readonly #takeOver: boolean
  readonly #open = new Set<SqliteRun>()

  /**
   * Opens the file, or makes it; its folder must be there. `:memory:` is kept nowhere.
   *
   * @throws {StoreError} when the file cannot be used; `code` and message say why and what to do.
   */
  constructor(path: string, options: SqliteStoreOptions = {}) {
    checkOptions('a store', options, { takeOver: flag })
    this.#database = openDatabase(path)
    this.#group = new GroupCommit(this.#database)
    this.#takeOver = options.takeOver ?? false
  }

  /** Its file, or `:memory:`. */
  get path(): string {
    return this.#database.path
  }

  async open(crawler: string, mode: OpenMode = 'resume'): Promise<SqliteRun> {
    this.#group.flush()
    const chosen = this.#database.transaction(() => chooseRun(this.#database, crawler, mode, this.#takeOver))
    const run: SqliteRun = new SqliteRun({
      ...chosen,
      crawler,
      database: this.#database,
      group: this.#group,
      onClose: () => this.#open.delete(run),
    })
    this.#open.add(run)
    return run
  }

  async runs(crawler?: string): Promise<RunSummary[]> {
    const rows = this.#database.all<RunRow>(
      `SELECT * FROM run WHERE (?1 IS NULL OR crawler = ?1) AND reason IS NOT 'pruned' ORDER BY id DESC`,
      crawler ?? null,
    )
    return rows.map((row) => ({
      id: row.id,
      crawler: row.crawler,
      startedAt: new Date(row.started_at),
      endedAt: row.ended_at === null ? undefined : new Date(row.ended_at),
      reason: row.reason ?? undefined,
      finished: row.finished === 1,
      owner: ownerOf(this.#database, row.id),
      asked: row.asked,
      counts: readBooks(this.#database, row.id),
      drift: JSON.parse(row.drift) as Drift[],
      held: row.held === 1,
    }))
  }

  records(query: RecordQuery = {}): AsyncIterable<StoredRecord> {
    return readRecords(this.#database, query)
  }

  changes(from: number, to: number): AsyncIterable<RecordChange> {
    return readChanges(this.#database, from, to)
  }

  async profiles(run: number, most: number): Promise<Profile[]> {
    return readProfiles(this.#database, run, most)
  }

  async accept(run: number): Promise<void> {
    await this.#group.addDurably(() => acceptRun(this.#database, run))
  }

  async prune(crawler: string, keep: number): Promise<number> {
    const runs = runsBefore(this.#database, crawler, keep)
    for (const run of runs) await removeRun(this.#database, this.#group, run)
    return runs.length
  }

  failed(run: number): AsyncIterable<FailedRequest> {
    return readFailed(this.#database, run)
  }

  async failures(run: number): Promise<FailureGroup[]> {
    return readFailures(this.#database, run)
  }

  async find(crawler: string, key: Uint8Array): Promise<RequestStory | undefined> {
    return readStory(this.#database, crawler, key)
  }

  async findSent(crawler: string, url: string): Promise<RequestStory[]> {
    return readSentStories(this.#database, crawler, url)
  }

  requests(run: number, state?: RequestState): AsyncIterable<StoredRequest> {
    return readRequests(this.#database, run, state)
  }

  async session(crawler: string, account: string): Promise<Uint8Array | undefined> {
    return readSession(this.#database, crawler, account)
  }

  async saveSession(crawler: string, account: string, sealed: Uint8Array | undefined): Promise<void> {
    this.#group.flush()
    this.#database.durableTransaction(() => {
      if (sealed) writeSession(this.#database, crawler, account, sealed)
      else deleteSession(this.#database, crawler, account)
    })
  }

  async remember(name: string, value: Uint8Array, until: Date): Promise<void> {
    await this.#group.add(() => writeMemory(this.#database, name, value, until))
  }

  async recall(name: string): Promise<Uint8Array | undefined> {
    return readMemory(this.#database, name)
  }

  async ask(crawler: string, order: Order): Promise<void> {
    await this.#group.add(() => leaveOrder(this.#database, crawler, order))
  }

  async close(): Promise<void> {
    try {
      for (const run of this.#open) await run.close()
    } finally {
      await this.#group.close()
      this.#database.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
