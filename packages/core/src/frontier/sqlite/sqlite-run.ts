import { StoreError } from '../../errors.ts'
import type { Findings } from '../drift.ts'
import type {
  Asked,
  Counts,
  Failure,
  FailureGroup,
  Link,
  PageOutcome,
  QueuedRequest,
  Run,
  SiteAmounts,
} from '../store.ts'
import { countSites, readBooks, recount } from './books.ts'
import { readFailures } from './failed.ts'
import type { SqliteDatabase } from './file/database.ts'
import type { GroupCommit } from './file/group-commit.ts'
import { KnownKeys } from './keys/known-keys.ts'
import { loadKeys } from './keys/load-keys.ts'
import { readAsked } from './orders.ts'
import { markDone, markFailed, markInDoubt, markPostponed, markSkipped } from './outcomes.ts'
import type { SqliteOwnership } from './owner/ownership.ts'
import { writeFindings } from './profiles.ts'
import { followDeeper, insertLinks } from './queue/links.ts'
import { SqliteQueue } from './queue/queue.ts'
import { insertRecords } from './records.ts'
import { writeSession } from './sessions.ts'
import { dropSuspects, holdRecords, redoPage, releaseSuspects } from './suspects.ts'

/** What a run is made of; the store makes it. */
export interface SqliteRunParts {
  readonly id: number
  readonly crawler: string
  readonly startedAt: Date
  readonly resumed: boolean
  readonly database: SqliteDatabase
  readonly group: GroupCommit
  readonly ownership: SqliteOwnership
  readonly onClose: () => void
}

/** A run in an SQLite file. */
export class SqliteRun implements Run {
  readonly id: number
  readonly crawler: string
  readonly startedAt: Date
  readonly resumed: boolean
  readonly #database: SqliteDatabase
  readonly #group: GroupCommit
  readonly #ownership: SqliteOwnership
  readonly #queue: SqliteQueue
  /** Of requests that no link changes any more. */
  readonly #knownKeys = new KnownKeys()
  readonly #onClose: () => void
  #closed = false

  constructor(parts: SqliteRunParts) {
    this.id = parts.id
    this.crawler = parts.crawler
    this.startedAt = parts.startedAt
    this.resumed = parts.resumed
    this.#database = parts.database
    this.#group = parts.group
    this.#ownership = parts.ownership
    this.#queue = new SqliteQueue(parts.database, parts.id)
    this.#onClose = parts.onClose
    if (parts.resumed)
      void loadKeys(parts.database, this.#knownKeys, { run: parts.id, until: () => this.#closed })
  }

  async enqueue(links: readonly Link[], from?: QueuedRequest): Promise<void> {
    await this.#changeRun(() => insertLinks(this.#database, this.id, from?.id, links))
    this.#rememberKeys(links)
  }

  async deepen(depth: number): Promise<void> {
    await this.#changeRun(() => followDeeper(this.#database, this.id, depth))
  }

  async sites(except?: ReadonlySet<string>): Promise<string[]> {
    return this.#queue.sites(except)
  }

  async claim(site: string, room: number, except?: ReadonlySet<string>): Promise<QueuedRequest[]> {
    this.#refuseIfClosed()
    this.#ownership.own(site)
    this.#ownership.check(site)
    return this.#queue.claim(site, room, except)
  }

  async nextDue(site: string, except?: ReadonlySet<string>): Promise<Date | undefined> {
    return this.#queue.nextDue(site, except)
  }

  async intend(request: QueuedRequest): Promise<void> {
    this.#refuseIfClosed()
    this.#ownership.own(request.site)
    await this.#group.addDurably(() => {
      this.#ownership.check(request.site)
      if (!markInDoubt(this.#database, this.id, request)) throw this.#settledBefore(request)
    })
  }

  async commit(page: PageOutcome): Promise<void> {
    const { request } = page
    const links = page.links.filter((link) => !this.#knownKeys.has(link.key))
    await this.#change(request, () => {
      insertLinks(this.#database, this.id, request.id, links)
      if (page.suspectSince === undefined) insertRecords(this.#database, this.id, request.id, page.records)
      else holdRecords(this.#database, request.id, page.records)
      if (page.provesUntil !== undefined) {
        releaseSuspects(this.#database, this.id, request.account, page.provesUntil)
      }
      if (page.session) writeSession(this.#database, this.crawler, request.account, page.session)
      return markDone(this.#database, this.id, page)
    })
    this.#rememberKeys(links)
  }

  async prove(account: string, askedAt: number): Promise<void> {
    await this.#changeRun(() => releaseSuspects(this.#database, this.id, account, askedAt))
  }

  async doubt(account: string): Promise<number> {
    return this.#changeRun(() => dropSuspects(this.#database, this.id, account))
  }

  async redo(keys: readonly Uint8Array[]): Promise<void> {
    await this.#changeRun(() => {
      for (const key of keys) redoPage(this.#database, this.id, key)
    })
  }

  async fail(request: QueuedRequest, failure: Failure, retryAt?: Date): Promise<void> {
    await this.#change(request, () => markFailed(this.#database, this.id, request, failure, retryAt))
  }

  async postpone(request: QueuedRequest, until: Date): Promise<void> {
    await this.#change(request, () => markPostponed(this.#database, this.id, request, until))
  }

  async skip(request: QueuedRequest, reason: string): Promise<void> {
    await this.#change(request, () => markSkipped(this.#database, this.id, request, reason))
  }

  release(request: QueuedRequest): void {
    this.#queue.release(request)
  }

  async asked(): Promise<Asked> {
    return readAsked(this.#database, this.id)
  }

  async counts(): Promise<Counts> {
    return readBooks(this.#database, this.id)
  }

  async amounts(): Promise<SiteAmounts[]> {
    return countSites(this.#database, this.id)
  }

  async audit(): Promise<Counts> {
    return recount(this.#database, this.id)
  }

  async failures(): Promise<FailureGroup[]> {
    return readFailures(this.#database, this.id)
  }

  async end(reason: string, findings?: Findings): Promise<void> {
    this.#refuseIfClosed()
    this.#group.flush()
    this.#database.durableTransaction(() => {
      this.#ownership.checkRun()
      const { waiting, suspect } = readBooks(this.#database, this.id)
      const isFinished = waiting + suspect === 0
      this.#database.run(
        `UPDATE run SET ended_at = ?, reason = ?, finished = ?, asked = iif(asked = 'stop', 'go', asked)
         WHERE id = ?`,
        Date.now(),
        reason,
        Number(isFinished),
        this.id,
      )
      if (isFinished) writeFindings(this.#database, this.id, findings)
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#group.flush()
    this.#ownership.release()
    this.#onClose()
  }

  /** Changes the run, if this process still owns it. */
  async #changeRun<T>(work: () => T): Promise<T> {
    this.#refuseIfClosed()
    return this.#group.add(() => {
      this.#ownership.checkRun()
      return work()
    })
  }

  /** Settles a claimed request, if this process still owns its site and nobody has settled it before. */
  async #change(request: QueuedRequest, settle: () => boolean): Promise<void> {
    this.#refuseIfClosed()
    this.#ownership.own(request.site)
    await this.#group.add(() => {
      this.#ownership.check(request.site)
      if (!settle()) throw this.#settledBefore(request)
    })
    this.#queue.release(request)
  }

  /** A link without a reason to skip is in the queue for good; one with a reason may still be followed. */
  #rememberKeys(links: readonly Link[]): void {
    for (const link of links) if (link.skip === undefined) this.#knownKeys.add(link.key)
  }

  #settledBefore(request: QueuedRequest): StoreError {
    return new StoreError(
      'SETTLED',
      `${request.url} of run ${this.id} is not waiting any more (${this.#database.path}):` +
        ' commit, fail or skip a claimed request once',
    )
  }

  #refuseIfClosed(): void {
    if (!this.#closed) return
    throw new StoreError(
      'CLOSED',
      `run ${this.id} of ${this.crawler} is closed (${this.#database.path}): open it again`,
    )
  }
}
