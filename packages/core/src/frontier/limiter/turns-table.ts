import { SqliteDatabase } from '../sqlite/file/database.ts'
import {
  dropIdentity,
  livenessOf,
  takeIdentity,
  type ProcessIdentity,
} from '../sqlite/owner/process-identity.ts'
import { machineNow } from './machine-clock.ts'
import { gentlest, type SiteRate } from './site-rate.ts'

/** How much longer than its interval a turn takes: 20 ms a second, by which requests may overtake each other on the way. */
const MARGIN = 1.02
/** A turn is put off by a random part of its interval, at most this. */
const SPREAD = 0.25
/** How soon a process asks again whose turn waits for another's request to end, in milliseconds. */
const SOON = 20
/** After so long a site that nobody asks is forgotten, in milliseconds. */
const FORGOTTEN = 86_400_000

const TABLES = `
  -- What is past by the machine's clock; a time that has not come yet is of before the machine was started.
  CREATE TABLE IF NOT EXISTS site (
    name  TEXT PRIMARY KEY,
    seen  REAL NOT NULL, -- when it was last written
    slot  REAL NOT NULL, -- when the next turn is, were turns regular
    due   REAL NOT NULL, -- when it is
    quiet REAL NOT NULL  -- until when nobody may ask
  ) WITHOUT ROWID;
  -- Who asks a site, at which rate, and how many requests it has under way.
  CREATE TABLE IF NOT EXISTS guest (
    site        TEXT NOT NULL,
    identity    TEXT NOT NULL,
    interval    REAL NOT NULL,
    concurrency INTEGER NOT NULL,
    burst       INTEGER NOT NULL,
    running     INTEGER NOT NULL,
    PRIMARY KEY (site, identity)
  ) WITHOUT ROWID;`

interface SiteRow {
  readonly slot: number
  readonly due: number
  readonly quiet: number
}

interface GuestRow extends SiteRate {
  readonly identity: string
  readonly running: number
}

/**
 * The next turn of each site, in an SQLite file that all who use it share.
 *
 * A turn is a compare-and-swap of the site's next free time (GCRA, the leaky bucket as a meter). What a process that has
 * died had under way is given back by whoever looks next.
 */
export class TurnsTable {
  readonly #database: SqliteDatabase
  readonly #self = takeIdentity()
  readonly #identity = JSON.stringify(this.#self)
  /** What this process has under way. */
  readonly #running = new Map<string, number>()

  /** @throws {StoreError} when the file cannot be used. */
  constructor(path: string) {
    this.#database = new SqliteDatabase(path)
    // What a crash of the machine may take is worth nothing after it.
    this.#database.execute('PRAGMA busy_timeout = 250; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF')
    this.#database.execute(TABLES)
    const now = machineNow()
    this.#database.run('DELETE FROM site WHERE seen > ? OR max(seen, quiet) < ?', now, now - FORGOTTEN)
  }

  /**
   * Takes the site's turn if it is there.
   *
   * @returns 0 for a turn taken, to be given back by `end`; else the milliseconds after which to ask again.
   */
  take(site: string, wish: SiteRate): number {
    return this.#database.transaction(() => {
      const now = machineNow()
      const { slot, due, quiet } = this.#site(site)
      if (quiet > now) return quiet - now
      const { rate, running } = this.#guests(site, wish)
      if (running >= rate.concurrency) return SOON * (1 + Math.random())
      if (due > now) return due - now
      this.#write(site, { ...nextTurn(rate, Math.max(slot, now - rate.interval * SPREAD)), quiet: 0 })
      this.#count(site, 1)
      return 0
    })
  }

  /** Gives a turn back. */
  end(site: string): void {
    this.#count(site, -1)
  }

  /** Nobody gets a turn for so many milliseconds, and afterwards there is no burst. */
  pause(site: string, wait: number): void {
    this.#database.transaction(() => {
      const { slot, due, quiet } = this.#site(site)
      const until = Math.max(quiet, machineNow() + wait)
      this.#write(site, { slot: Math.max(slot, until), due: Math.max(due, until), quiet: until })
    })
  }

  /** Asks a site no more. */
  leave(site: string): void {
    this.#running.delete(site)
    this.#database.run('DELETE FROM guest WHERE site = ? AND identity = ?', site, this.#identity)
  }

  close(): void {
    dropIdentity(this.#self)
    this.#database.close()
  }

  #site(name: string): SiteRow {
    const row = this.#database.get<SiteRow & { seen: number }>('SELECT * FROM site WHERE name = ?', name)
    return row && row.seen <= machineNow() ? row : { slot: 0, due: 0, quiet: 0 }
  }

  #write(name: string, { slot, due, quiet }: SiteRow): void {
    this.#database.run('REPLACE INTO site VALUES (?, ?, ?, ?, ?)', name, machineNow(), slot, due, quiet)
  }

  /** What all who ask a site want together, this process as it wishes, and what they have under way. */
  #guests(site: string, wish: SiteRate): { rate: SiteRate; running: number } {
    const { interval, concurrency, burst } = wish
    this.#database.run(
      'REPLACE INTO guest VALUES (?, ?, ?, ?, ?, ?)',
      site,
      this.#identity,
      interval,
      concurrency,
      burst,
      this.#running.get(site) ?? 0,
    )
    const guests = this.#database
      .all<GuestRow>('SELECT * FROM guest WHERE site = ?', site)
      .filter(({ identity }) => identity === this.#identity || this.#isAlive(identity))
    const running = guests.reduce((sum, guest) => sum + guest.running, 0)
    return { rate: gentlest(guests), running }
  }

  #isAlive(identity: string): boolean {
    if (livenessOf(JSON.parse(identity) as ProcessIdentity) !== 'dead') return true
    this.#database.run('DELETE FROM guest WHERE identity = ?', identity)
    return false
  }

  /** Counted here and written down whole, so that a write that failed is made good by the next. */
  #count(site: string, more: number): void {
    const running = Math.max(0, (this.#running.get(site) ?? 0) + more)
    this.#running.set(site, running)
    this.#database.run(
      'UPDATE guest SET running = ? WHERE site = ? AND identity = ?',
      running,
      site,
      this.#identity,
    )
  }
}

/**
 * The turn after one that was taken. Turns are regular but for a random part of their interval, and so wide apart that even
 * so no second, or interval that is longer, sees one more than it may.
 */
function nextTurn({ interval, burst }: SiteRate, slot: number): { slot: number; due: number } {
  const width = interval * (MARGIN + SPREAD / Math.max(1, 1_000 / interval))
  const next = slot + width
  return { slot: next, due: next + Math.random() * interval * SPREAD - (burst - 1) * width }
}
