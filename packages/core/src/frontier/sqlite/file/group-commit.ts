import { StoreError } from '../../../errors.ts'
import { Checkpoints } from './checkpoints.ts'
import { BUSY_TIMEOUT, type SqliteDatabase } from './database.ts'

/** How many changes share a transaction at most: all pages that are under way at a fast site, so none waits for more. */
const GROUP_SIZE = 16

/** How long the first change of a group waits for others, in ms. */
const GROUP_WAIT = 2

/** How soon a group is tried again that another process's transaction was in the way of, in ms. */
const LOCK_WAIT = 20

interface Change {
  readonly work: () => void
  readonly isDurable: boolean
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Commits the changes that arrive together in one transaction, since a transaction costs more than a page.
 *
 * Each change is whole or not at all: one that throws is undone and rejected alone.
 */
export class GroupCommit {
  readonly #database: SqliteDatabase
  readonly #checkpoints: Checkpoints
  #waiting: Change[] = []
  #timer: NodeJS.Timeout | undefined
  #isHeld = false
  /** Since when another process's transaction is in the way, as `performance.now()`. */
  #lockedSince: number | undefined

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#checkpoints = new Checkpoints(database.path)
  }

  /** Does `work` in the next transaction; resolves with what it gives once that is committed. */
  add<T>(work: () => T, isDurable = false): Promise<T> {
    return new Promise((resolve, reject) => {
      let outcome: T
      const done = () => resolve(outcome)
      this.#waiting.push({ work: () => void (outcome = work()), isDurable, resolve: done, reject })
      if (this.#isHeld) return
      const isFull = this.#waiting.length >= GROUP_SIZE
      if (isFull && this.#lockedSince === undefined) this.#flushUnlessLocked()
      else this.#timer ??= setTimeout(() => this.#flushUnlessLocked(), GROUP_WAIT)
    })
  }

  /** The same, and what was committed is on the disk. */
  addDurably<T>(work: () => T): Promise<T> {
    return this.add(work, true)
  }

  /** Commits nothing, unless it must be now, until the function that it gives is called. */
  hold(): () => void {
    this.#isHeld = true
    clearTimeout(this.#timer)
    return () => {
      this.#isHeld = false
      this.#flushUnlessLocked()
    }
  }

  /** Commits what is waiting, now; a failure goes to those who wait. */
  flush(): void {
    const changes = this.#takeWaiting()
    try {
      this.#commit(changes)
    } catch (error) {
      this.#reject(changes, error)
    }
  }

  /** Commits what is waiting; to be called before the database is closed. */
  async close(): Promise<void> {
    this.flush()
    await this.#checkpoints.close()
  }

  /** The same, but while another process's transaction is in the way the group waits, and this process goes on. */
  #flushUnlessLocked(): void {
    const changes = this.#takeWaiting()
    try {
      this.#database.hastily(() => this.#commit(changes))
    } catch (error) {
      if (this.#mayWait(error)) {
        this.#waiting = [...changes, ...this.#waiting]
        this.#timer = setTimeout(() => this.#flushUnlessLocked(), LOCK_WAIT)
      } else this.#reject(changes, error)
    }
  }

  #mayWait(error: unknown): boolean {
    if (!(error instanceof StoreError && error.code === 'LOCKED')) return false
    this.#lockedSince ??= performance.now()
    return performance.now() - this.#lockedSince < BUSY_TIMEOUT
  }

  #reject(changes: readonly Change[], error: unknown): void {
    this.#lockedSince = undefined
    for (const change of changes) change.reject(error)
  }

  #takeWaiting(): readonly Change[] {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const changes = this.#waiting
    this.#waiting = []
    return changes
  }

  #commit(changes: readonly Change[]): void {
    if (changes.length === 0) return
    const attempt = () => changes.map((change) => this.#attempt(change))
    const outcomes = changes.some(({ isDurable }) => isDurable)
      ? this.#database.durableTransaction(attempt)
      : this.#database.transaction(attempt)
    this.#lockedSince = undefined
    for (const settle of outcomes) settle()
    this.#checkpoints.consider(this)
  }

  /** Gives what is to be told once the group is committed. */
  #attempt(change: Change): () => void {
    try {
      this.#database.savepoint(change.work)
      return change.resolve
    } catch (error) {
      // On a full disk SQLite undoes the whole transaction, and with it the changes before this one.
      if (!this.#database.inTransaction) throw error
      return () => change.reject(error)
    }
  }
}
