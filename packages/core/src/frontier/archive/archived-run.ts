import { hash } from 'node:crypto'

import { BodyError, RequestError } from '../../errors.ts'
import type { Response } from '../../http/response.ts'
import type { SqliteDatabase } from '../sqlite/file/database.ts'
import type { GroupCommit } from '../sqlite/file/group-commit.ts'
import { inPages } from '../sqlite/file/in-pages.ts'
import type { Link } from '../store.ts'
import { ArchivedBodies } from './archived-bodies.ts'
import { headOf, toResponse, validatorsOf, type Reading, type ResponseRow } from './response-row.ts'
import { makeRoom } from './room.ts'

/** A run as its table has it. */
export interface ArchivedRunRow {
  readonly id: number
  readonly crawler: string
  readonly number: number
  readonly started_at: number
}

/** What a run is made of; the archive makes it. */
export interface ArchivedRunParts {
  readonly row: ArchivedRunRow
  readonly database: SqliteDatabase
  readonly group: GroupCommit
  readonly maxBytes: number
}

/** A response out of an archive. */
export interface ArchivedResponse {
  readonly response: Response
  readonly account: string
  readonly fetchedAt: Date
  /** The same number for the same body. */
  readonly body: number
  /** Whether a later response has the same body. */
  readonly comesAgain: boolean
}

/** The responses of one run in an archive. */
export class ArchivedRun {
  readonly crawler: string
  /** As the store counts its runs. */
  readonly number: number
  readonly startedAt: Date
  readonly #parts: ArchivedRunParts
  readonly #bodies: ArchivedBodies

  constructor(parts: ArchivedRunParts) {
    const { crawler, number, started_at: startedAt } = parts.row
    this.crawler = crawler
    this.number = number
    this.startedAt = new Date(startedAt)
    this.#parts = parts
    this.#bodies = new ArchivedBodies(parts.database)
  }

  /** How many responses there are. */
  get size(): number {
    return this.#number('SELECT count(*) AS number FROM response WHERE run = ?')
  }

  /** How many there were that have made room for others. */
  get dropped(): number {
    return this.#number('SELECT dropped AS number FROM run WHERE id = ?')
  }

  /** Keeps the response to a request, in place of an earlier one; it is in the file when this resolves. */
  async keep(request: Pick<Link, 'key' | 'account' | 'route'>, response: Response): Promise<void> {
    await this.#parts.group.add(() => this.#write(request, response))
  }

  /** Keeps that robots.txt forbids a URL. */
  async refuse(url: URL): Promise<void> {
    const { database, group, row } = this.#parts
    await group.add(() =>
      database.run('INSERT OR IGNORE INTO refusal (run, url) VALUES (?, ?)', row.id, digestOf(url)),
    )
  }

  /** Whether robots.txt forbade a URL. */
  hasRefused(url: URL): boolean {
    const { database, row } = this.#parts
    const found = database.get('SELECT 1 FROM refusal WHERE run = ? AND url = ?', row.id, digestOf(url))
    return found !== undefined
  }

  /** Whether the response to a request is there. */
  has({ key }: Pick<Link, 'key'>): boolean {
    return this.#row(key) !== undefined
  }

  /**
   * The response to a request.
   *
   * @throws {RequestError} `NOT_ARCHIVED`
   * @throws {BodyError} `ARCHIVE_DAMAGED` when it is not what was kept.
   */
  read(request: Pick<Link, 'key' | 'method' | 'url'>, reading?: Reading): Response {
    const row = this.#row(request.key)
    if (!row) throw this.#notArchived(request)
    return this.#response(row, reading)
  }

  /** The headers that ask whether what is kept for a request has changed since; `undefined` where nothing can tell. */
  validators({ key }: Pick<Link, 'key'>): { readonly [name: string]: string } | undefined {
    const row = this.#row(key)
    return row && validatorsOf(row)
  }

  /** Every response, in the order in which their requests were first answered; a few at a time. */
  *responses(): Generator<ArchivedResponse, void, undefined> {
    const { database, row: run } = this.#parts
    const page = (after: number, most: number) =>
      database.all<ResponseRow & { again: number }>(
        `SELECT *, EXISTS (SELECT 1 FROM response later WHERE later.body = response.body
           AND later.run = response.run AND later.id > response.id) AS again
         FROM response WHERE run = ? AND id > ? ORDER BY id LIMIT ?`,
        run.id,
        after,
        most,
      )
    for (const row of inPages(page)) {
      const { account, body } = row
      const [fetchedAt, comesAgain] = [new Date(row.fetched_at), row.again === 1]
      yield { response: this.#response(row), account, fetchedAt, body, comesAgain }
    }
  }

  #write({ key, account, route }: Pick<Link, 'key' | 'account' | 'route'>, response: Response): void {
    const { database, row: run, maxBytes } = this.#parts
    const before = this.#row(key)?.body
    // An error page is no dictionary for the pages of its route.
    const body = this.#bodies.put(response.body, `${route} ${response.status}`)
    const id = database.get<{ id: number }>(
      `INSERT INTO response (run, key, account, method, request_url, url, status, head, fetched_at, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (run, key) DO UPDATE SET
         method = excluded.method, request_url = excluded.request_url, url = excluded.url, status = excluded.status,
         head = excluded.head, fetched_at = excluded.fetched_at, body = excluded.body
       RETURNING id`,
      run.id,
      key,
      account,
      response.method,
      response.requestUrl.href,
      response.url.href,
      response.status,
      headOf(response),
      Date.now(),
      body,
    )?.id
    if (before !== undefined && before !== body) this.#bodies.drop(before)
    makeRoom(database, this.#bodies, maxBytes, id ?? 0)
  }

  #row(key: Uint8Array): ResponseRow | undefined {
    const { database, row: run } = this.#parts
    return database.get<ResponseRow>('SELECT * FROM response WHERE run = ? AND key = ?', run.id, key)
  }

  #response(row: ResponseRow, reading?: Reading): Response {
    try {
      return toResponse(row, this.#bodies.read(row.body), reading)
    } catch (error) {
      const { method, request_url: url } = row
      const problem = `what the archive ${this.#parts.database.path} has of it is damaged: bring the file back from a backup, or record the page again with \`latchkey run <crawler> --fresh --archive\``
      throw new BodyError('ARCHIVE_DAMAGED', { method, url }, problem, { cause: error })
    }
  }

  #notArchived(request: Pick<Link, 'method' | 'url'>): RequestError {
    const { database, maxBytes } = this.#parts
    const { dropped } = this
    const reason =
      dropped > 0
        ? `; ${dropped} of its responses made room for others at ${maxBytes / 1e6} MB`
        : ': the run did not fetch it, or recorded it elsewhere'
    return new RequestError(
      'NOT_ARCHIVED',
      request,
      `is not in the archive of run ${this.number} (${database.path})${reason}`,
    )
  }

  #number(sql: string): number {
    return this.#parts.database.get<{ number: number }>(sql, this.#parts.row.id)?.number ?? 0
  }
}

function digestOf(url: URL): Uint8Array {
  return hash('sha256', url.href, 'buffer').subarray(0, 16)
}
