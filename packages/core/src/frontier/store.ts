import type { Drift, Findings, Profile } from './drift.ts'
import type { NewRecord, RecordChange, RecordQuery, StoredRecord } from './record.ts'
import type { RequestStory } from './request-story.ts'

/**
 * The contract of a store: runs, their requests, their records, and the sessions of their crawlers.
 *
 * Every method is asynchronous and every call is one transaction, so the contract asks for nothing that only
 * one file can do. `test/store/contract.ts` is the suite that every store passes.
 */
export interface Store extends AsyncDisposable {
  /**
   * Opens a run of a crawler and owns it until `run.close()`.
   *
   * - `resume` (default): the crawler's last run if it is unfinished, else a new one
   * - `fresh`: always a new one; an unfinished one before it is abandoned, unless it has come to its limit; its records stay
   * - `retry`: the crawler's last run, finished or not, with its failed requests waiting again
   * - `retry-in-doubt`: the same with those in doubt, for somebody who knows that they may be sent again
   *
   * @throws {StoreError} `OWNED` while another live process crawls that run; `NO_RUN` for a retry without a run.
   */
  open(crawler: string, mode?: OpenMode): Promise<Run>
  /** Every run, newest first; of one crawler if named. */
  runs(crawler?: string): Promise<RunSummary[]>
  /**
   * Records in the order in which they were committed, read as they are asked for.
   *
   * @throws {StoreError} `NO_RUN` in the end, when a run that was read has been pruned meanwhile.
   */
  records(query?: RecordQuery): AsyncIterable<StoredRecord>
  /**
   * What differs between the records of two runs, by their keys: those that came or changed, then those that went. Records
   * without a key are left out, and the order of fields is no change.
   *
   * @throws {StoreError} `NO_RUN` for a run that is not there, or was pruned meanwhile.
   */
  changes(from: number, to: number): AsyncIterable<RecordChange>
  /**
   * What the good runs before a run were like, newest first and at most so many: finished ones that are not held back. The
   * run itself is one of them, where it was good or accepted before its failed pages were tried again.
   */
  profiles(run: number, most: number): Promise<Profile[]>
  /**
   * Takes a run that is held back for a good one.
   *
   * @throws {StoreError} `NOT_HELD` when it is not held back, or not there.
   */
  accept(run: number): Promise<void>
  /**
   * Removes the runs of a crawler, with their records, that came before the last `keep` good ones: finished, and not held
   * back. Returns how many they were; what they took is free for later runs.
   */
  prune(crawler: string, keep: number): Promise<number>
  /** Every request of a run that has failed, in the order in which they were found. */
  failed(run: number): AsyncIterable<FailedRequest>
  /** Every request of a run, or those in one state, in the order in which they were found; read as they are asked for. */
  requests(run: number, state?: RequestState): AsyncIterable<StoredRequest>
  /** What failed in a run, by class of error, each with one example. */
  failures(run: number): Promise<FailureGroup[]>
  /** What is known of a request in a crawler's last run. */
  find(crawler: string, key: Uint8Array): Promise<RequestStory | undefined>
  /** The same of whatever was sent to a URL otherwise than by GET, such as forms, of all accounts. */
  findSent(crawler: string, url: string): Promise<RequestStory[]>
  /** The sealed session of a crawler's account. */
  session(crawler: string, account: string): Promise<Uint8Array | undefined>
  /** Keeps or, with `undefined`, forgets a sealed session; on disk when it returns. */
  saveSession(crawler: string, account: string, sealed: Uint8Array | undefined): Promise<void>
  /** Keeps a value under a name until a time, as for a robots.txt; it takes the place of an earlier one. */
  remember(name: string, value: Uint8Array, until: Date): Promise<void>
  /** What was kept under a name, if its time is not over. */
  recall(name: string): Promise<Uint8Array | undefined>
  /**
   * Gives an order to the process that crawls a crawler, which reads it with `run.asked()`.
   *
   * `pause` holds until `resume`, whoever goes on with the run; `stop` takes its place, and is forgotten when the
   * run ends.
   *
   * @throws {StoreError} `NOT_RUNNING` when no process crawls it; a run that is paused can be resumed all the same.
   */
  ask(crawler: string, order: Order): Promise<void>
  close(): Promise<void>
}

export type OpenMode = 'resume' | 'fresh' | 'retry' | 'retry-in-doubt'

/** What a process that crawls can be told from elsewhere. */
export type Order = 'pause' | 'resume' | 'stop'

/** What a run was last told. */
export type Asked = 'go' | 'pause' | 'stop'

/**
 * One crawl from start to end, owned by this process.
 *
 * A process owns a site of a run under an epoch. Claiming marks nothing: what was claimed and not committed is
 * simply still waiting when the process dies. Once another process has taken a site over, `commit` and `fail`
 * of the old owner are refused with `StoreError` `LOST`.
 */
export interface Run {
  readonly id: number
  readonly crawler: string
  readonly startedAt: Date
  /** Whether it was begun by an earlier process or call. */
  readonly resumed: boolean
  /** Puts links in the queue that it does not know yet; `from` is the request that led to them, if one did. */
  enqueue(links: readonly Link[], from?: QueuedRequest): Promise<void>
  /** Lets requests wait after all that were skipped for their `depth`, if it is no greater than this. */
  deepen(depth: number): Promise<void>
  /** The sites that have requests waiting, due or not; not those of the accounts in `except`. */
  sites(except?: ReadonlySet<string>): Promise<string[]>
  /**
   * Up to `room` due requests of a site that are not already claimed: by priority, then depth, then age.
   *
   * Nothing waits for ever: the accounts of a site take turns, and of ten requests of an account one comes from the
   * lower priorities in turn. Accounts in `except` are passed over.
   */
  claim(site: string, room: number, except?: ReadonlySet<string>): Promise<QueuedRequest[]>
  /**
   * When the earliest waiting request of a site is due; `undefined` when none waits that is not claimed.
   * Requests of the accounts in `except` do not count.
   */
  nextDue(site: string, except?: ReadonlySet<string>): Promise<Date | undefined>
  /**
   * Writes down, on the disk when it returns, that a request is about to be sent that must not be sent twice, such
   * as a POST. From then on it is in doubt, until `commit`, `fail`, `postpone` or `skip` say what became of it:
   * after a crash it is held, and nobody claims it before somebody opens the run with `retry-in-doubt`.
   */
  intend(request: QueuedRequest): Promise<void>
  /** One page, whole: its links, its records, the session and its done-mark, in one transaction. */
  commit(page: PageOutcome): Promise<void>
  /** Releases an account's suspect pages that had arrived when something proved that it was signed in. */
  prove(account: string, askedAt: number): Promise<void>
  /** Drops what an account's suspect pages have brought, and lets them wait again; returns how many there were. */
  doubt(account: string): Promise<number>
  /** Drops the records of pages that are done, by their keys, and lets them wait again; none of theirs counts as replaced. */
  redo(keys: readonly Uint8Array[]): Promise<void>
  /** Marks a request as failed, or with `retryAt` as waiting for another try. */
  fail(request: QueuedRequest, failure: Failure, retryAt?: Date): Promise<void>
  /** Lets a claimed request wait until a time, without a try spent. */
  postpone(request: QueuedRequest, until: Date): Promise<void>
  /** Sets a request aside with its reason, as for one that robots.txt forbids. */
  skip(request: QueuedRequest, reason: string): Promise<void>
  /** Gives a claimed request back, as when the run stops before it was fetched; one in doubt stays so. */
  release(request: QueuedRequest): void
  /** What the run was last told by `store.ask`; cheap enough to be asked every second. */
  asked(): Promise<Asked>
  /** Where the run stands; cheap enough to be asked twice a second at any size. */
  counts(): Promise<Counts>
  /** What was fetched of each site; reads every request. */
  amounts(): Promise<SiteAmounts[]>
  /** Counts every request again, row by row; the run's books balance if this equals `counts()`. */
  audit(): Promise<Counts>
  /** What failed, by class of error, each with one example. */
  failures(): Promise<FailureGroup[]>
  /**
   * Writes down how the run ended; without requests waiting or suspect it is finished. What was found says what it is like,
   * and with any drift it is held back.
   */
  end(reason: string, findings?: Findings): Promise<void>
  /** Gives up ownership. What is uncommitted is waiting again. */
  close(): Promise<void>
}

/** A request about to be queued. */
export interface Link {
  /** 128 bits over method, URL, body and account: requests with one key are one request. */
  readonly key: Uint8Array
  readonly url: string
  readonly method: string
  /** Its own, over those of the session, as JSON. */
  readonly headers: string | undefined
  readonly body: string | undefined
  readonly route: string
  /** What `follow` was given, as JSON. */
  readonly data: string | undefined
  readonly site: string
  readonly account: string
  readonly depth: number
  /** Higher is sooner. Default 0. */
  readonly priority: number
  /** Why it is not to be fetched; it is known and counted, and a later link without a reason takes its place. */
  readonly skip: string | undefined
}

/** A link that waits in the queue. */
export interface QueuedRequest extends Omit<Link, 'skip'> {
  readonly id: number
  /** How often it was fetched and failed. */
  readonly tries: number
}

/** What a page came to. */
export interface PageOutcome {
  readonly request: QueuedRequest
  readonly status: number
  /** Decoded size of the body. */
  readonly bytes: number
  readonly records: readonly NewRecord[]
  readonly links: readonly Link[]
  /** The login that it was fetched under; 0 for none. */
  readonly epoch?: number
  /** The session as it is after the page, sealed; `undefined` where it has not changed. */
  readonly session: Uint8Array | undefined
  /**
   * When the page had arrived (milliseconds since 1970), if nothing has proved since that its session was signed
   * in: its records are held back until `prove` or `doubt`. `undefined` for a page that is beyond doubt.
   */
  readonly suspectSince: number | undefined
  /** When the page was asked for, if it proves its session signed in: suspects that had arrived by then are released. */
  readonly provesUntil: number | undefined
}

/** Why a request failed. */
export interface Failure {
  /** The error's class, such as `StatusError`. */
  readonly name: string
  readonly message: string
  readonly status: number | undefined
}

/** A request of a run as it stands. */
export interface StoredRequest extends Omit<Link, 'key' | 'skip'> {
  readonly id: number
  readonly state: RequestState
  /** Of the last response, if there was one. */
  readonly status: number | undefined
  readonly tries: number
}

/** A request that has failed for good. */
export interface FailedRequest extends Failure {
  readonly url: string
  readonly account: string
  readonly route: string
  readonly tries: number
}

export interface FailureGroup {
  readonly name: string
  readonly count: number
  readonly example: { readonly url: string; readonly message: string }
}

/** The run's books: `discovered` is the sum of the six states. */
export interface Counts {
  readonly discovered: number
  readonly waiting: number
  readonly done: number
  readonly failed: number
  readonly suspect: number
  readonly inDoubt: number
  readonly skipped: number
  readonly skips: Readonly<{ [reason: string]: number }>
  readonly records: Readonly<{ [kind: string]: number }>
  /** How many records of pages that are done made room for a later one of the same key that says something else. */
  readonly replaced: Readonly<{ [kind: string]: number }>
  readonly bytes: number
}

/** What was fetched of one site of a run, for good. */
export interface SiteAmounts {
  readonly site: string
  /** Those that are done, held back, or have failed. */
  readonly pages: number
  readonly bytes: number
  /** Those that have failed. */
  readonly errors: number
}

/** A process that crawls. */
export interface RunOwner {
  readonly pid: number
  readonly host: string
  readonly since: Date
}

export interface RunSummary {
  readonly id: number
  readonly crawler: string
  readonly startedAt: Date
  /** When it last stopped; `undefined` while it is being crawled or after a crash. */
  readonly endedAt: Date | undefined
  readonly reason: string | undefined
  readonly finished: boolean
  /** The process that crawls it; `undefined` while none does. */
  readonly owner: RunOwner | undefined
  /** What it was last told by `store.ask`. */
  readonly asked: Asked
  readonly counts: Counts
  /** In what it falls short of the runs before. */
  readonly drift: readonly Drift[]
  /** Whether it is held back for its drift, until `accept`. */
  readonly held: boolean
}

/** `in doubt`: sent perhaps, when a crash cut it off, and not to be sent twice. */
export type RequestState = 'waiting' | 'done' | 'failed' | 'skipped' | 'suspect' | 'in doubt'
