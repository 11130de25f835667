import type { QueuedRequest } from '../../store.ts'
import type { SqliteDatabase } from '../file/database.ts'
import { AccountLine } from './account-line.ts'

const NOBODY: ReadonlySet<string> = new Set()

/** The waiting requests of a run: a line for each account of each site. */
export class SqliteQueue {
  readonly #database: SqliteDatabase
  readonly #run: number
  /** By site, then by account. */
  readonly #lines = new Map<string, Map<string, AccountLine>>()
  /** The account of a site that was served last. */
  readonly #lastServed = new Map<string, string>()

  constructor(database: SqliteDatabase, run: number) {
    this.#database = database
    this.#run = run
  }

  /** The sites with waiting requests of other accounts than those in `except`. */
  sites(except = NOBODY): string[] {
    // From one to the next by a jump in the index.
    const rows = this.#database.all<{ site: string }>(
      `WITH RECURSIVE known (site) AS (
         SELECT min(site) FROM request WHERE run = ?1 AND state = 'waiting'
         UNION ALL
         SELECT (SELECT min(site) FROM request WHERE run = ?1 AND state = 'waiting' AND site > known.site)
         FROM known WHERE known.site IS NOT NULL)
       SELECT site FROM known WHERE site IS NOT NULL`,
      this.#run,
    )
    const sites = rows.map((row) => row.site)
    return except.size === 0 ? sites : sites.filter((site) => this.#accounts(site, except).length > 0)
  }

  /** Claims up to `room` due requests of a site; its accounts take turns. */
  claim(site: string, room: number, except = NOBODY): QueuedRequest[] {
    const requests: QueuedRequest[] = []
    let accounts = room > 0 ? this.#accounts(site, except) : []
    while (requests.length < room && accounts.length > 0) {
      const share = Math.ceil((room - requests.length) / accounts.length)
      accounts = accounts.filter((account) => {
        const claimed = this.#line(site, account).claim(Math.min(share, room - requests.length))
        requests.push(...claimed)
        if (claimed.length > 0) this.#lastServed.set(site, account)
        return claimed.length === share
      })
    }
    return requests
  }

  /** When the earliest request of a site that is not claimed is due. */
  nextDue(site: string, except = NOBODY): Date | undefined {
    const dues = this.#accounts(site, except).map((account) => this.#line(site, account).nextDue())
    const earliest = Math.min(...dues)
    return earliest === Infinity ? undefined : new Date(earliest)
  }

  /** Lets go of a claim. */
  release({ id, site, account }: QueuedRequest): void {
    this.#line(site, account).release(id)
  }

  /** The accounts whose requests wait on a site, the one after that which was served last first. */
  #accounts(site: string, except: ReadonlySet<string>): string[] {
    const rows = this.#database.all<{ account: string }>(
      `WITH RECURSIVE known (account) AS (
         SELECT min(account) FROM request WHERE run = ?1 AND site = ?2 AND state = 'waiting'
         UNION ALL
         SELECT (SELECT min(account) FROM request
                 WHERE run = ?1 AND site = ?2 AND state = 'waiting' AND account > known.account)
         FROM known WHERE known.account IS NOT NULL)
       SELECT account FROM known WHERE account IS NOT NULL`,
      this.#run,
      site,
    )
    const accounts = rows.map((row) => row.account).filter((account) => !except.has(account))
    const last = this.#lastServed.get(site)
    const next = accounts.findIndex((account) => last !== undefined && account > last)
    return next > 0 ? [...accounts.slice(next), ...accounts.slice(0, next)] : accounts
  }

  #line(site: string, account: string): AccountLine {
    let lines = this.#lines.get(site)
    if (!lines) this.#lines.set(site, (lines = new Map()))
    let line = lines.get(account)
    if (!line) lines.set(account, (line = new AccountLine(this.#database, { run: this.#run, site, account })))
    return line
  }
}
