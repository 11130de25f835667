/* oxlint-disable typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- who writes the SQL names its columns */
import { statSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

import { storeProblem, translateSqliteError } from './errors.ts'

/** How long a write waits for another process's transaction, in ms. */
export const BUSY_TIMEOUT = 5000
/** How long one waits that can be tried again later, in ms. */
const SHORT_TIMEOUT = 10

/** A connection that keeps its statements prepared and throws `StoreError`. */
export class SqliteDatabase {
  readonly path: string
  readonly #connection: DatabaseSync
  /** Which file it was when it was opened; `undefined` for a database in memory. */
  readonly #file: number | undefined
  readonly #statements = new Map<string, StatementSync>()

  constructor(path: string) {
    this.path = path
    this.#connection = this.#translated(() => new DatabaseSync(path, { timeout: BUSY_TIMEOUT }))
    this.#file = statSync(path, { throwIfNoEntry: false })?.ino
  }

  /** Whether a transaction is open; SQLite ends it by itself on some errors, such as a full disk. */
  get inTransaction(): boolean {
    return this.#connection.isTransaction
  }

  /** The first row. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#translated(() => this.#prepare(sql).get(...values) as Row | undefined)
  }

  /** Every row, in memory. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#translated(() => this.#prepare(sql).all(...values) as Row[])
  }

  /** Runs one statement and gives how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#translated(() => Number(this.#prepare(sql).run(...values).changes))
  }

  /** Inserts one row and gives its id. */
  insert(sql: string, ...values: SQLInputValue[]): number {
    return this.#translated(() => Number(this.#prepare(sql).run(...values).lastInsertRowid))
  }

  /** Runs statements that have no values and are not run again. */
  execute(sql: string): void {
    this.#translated(() => this.#connection.exec(sql))
  }

  /** Does all of `work` or nothing, with the right to write from the start. */
  transaction<T>(work: () => T): T {
    return this.#between('BEGIN IMMEDIATE', work)
  }

  /** Reads as if nobody wrote meanwhile. */
  snapshot<T>(work: () => T): T {
    return this.#between('BEGIN', work)
  }

  /**
   * A transaction that is on the disk when it returns, with everything committed before it.
   *
   * @throws {StoreError} `GONE` when the file was deleted meanwhile: SQLite writes on into what nobody can open any more.
   */
  durableTransaction<T>(work: () => T): T {
    if (this.#file !== statSync(this.path, { throwIfNoEntry: false })?.ino)
      throw storeProblem('GONE', this.path)
    this.execute('PRAGMA synchronous = FULL')
    try {
      return this.transaction(work)
    } finally {
      this.execute('PRAGMA synchronous = NORMAL')
    }
  }

  /** Does `work` without much waiting for another process's transaction: it fails as `LOCKED` instead. */
  hastily<T>(work: () => T): T {
    this.get(`PRAGMA busy_timeout = ${SHORT_TIMEOUT}`)
    try {
      return work()
    } finally {
      this.get(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
    }
  }

  /** Does all of `work` or nothing, inside a transaction. */
  savepoint<T>(work: () => T): T {
    this.run('SAVEPOINT part')
    try {
      const result = work()
      this.run('RELEASE part')
      return result
    } catch (error) {
      if (this.inTransaction) {
        this.run('ROLLBACK TO part')
        this.run('RELEASE part')
      }
      throw error
    }
  }

  close(): void {
    this.#statements.clear()
    if (this.#connection.isOpen) this.#translated(() => this.#connection.close())
  }

  #between<T>(begin: string, work: () => T): T {
    this.run(begin)
    try {
      const result = work()
      this.run('COMMIT')
      return result
    } catch (error) {
      if (this.inTransaction) this.run('ROLLBACK')
      throw error
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#connection.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  #translated<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw translateSqliteError(error, this.path)
    }
  }
}
