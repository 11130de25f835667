import { StoreError } from '../../../errors.ts'
import type { RunOwner } from '../../store.ts'
import type { SqliteDatabase } from '../file/database.ts'
import { dropIdentity, livenessOf, takeIdentity, type ProcessIdentity } from './process-identity.ts'

/** The site that stands for the run itself. */
const WHOLE_RUN = ''

/**
 * What one opened run owns: the run and its sites, each under an epoch.
 *
 * Every change of owner raises the epoch, so whoever still holds an older one has lost the site.
 */
export class SqliteOwnership {
  readonly #database: SqliteDatabase
  readonly #run: number
  readonly #crawler: string
  readonly #identity = takeIdentity()
  readonly #epochs = new Map<string, number>()

  /** Takes the run with every site it knows; to be called in a transaction, after `refuseIfOwned`. */
  constructor(database: SqliteDatabase, run: number, crawler: string) {
    this.#database = database
    this.#run = run
    this.#crawler = crawler
    this.#take(WHOLE_RUN)
    const sites = database.all<{ site: string }>(
      'SELECT site FROM owner WHERE run = ? AND site <> ?',
      run,
      WHOLE_RUN,
    )
    for (const { site } of sites) this.#take(site)
  }

  /** Owns a site from now on, unless it already does. */
  own(site: string): void {
    if (this.#epochs.has(site)) return
    this.#database.transaction(() => {
      this.checkRun()
      this.#take(site)
    })
  }

  /** @throws {StoreError} `LOST` when another process has taken the site over. */
  check(site: string): void {
    const row = this.#database.get<{ epoch: number }>(
      'SELECT epoch FROM owner WHERE run = ? AND site = ?',
      this.#run,
      site,
    )
    if (row?.epoch === this.#epochs.get(site)) return
    throw new StoreError(
      'LOST',
      `another process has taken over the run of ${this.#crawler}, and this one may not write to it any more` +
        ` (run ${this.#run}, ${site || 'all sites'}, ${this.#database.path}): stop this process`,
    )
  }

  /** @throws {StoreError} `LOST` when another process has taken the run over. */
  checkRun(): void {
    this.check(WHOLE_RUN)
  }

  /** Gives up what it still owns. */
  release(): void {
    dropIdentity(this.#identity)
    this.#database.run(
      'UPDATE owner SET identity = NULL WHERE run = ? AND identity = ?',
      this.#run,
      JSON.stringify(this.#identity),
    )
  }

  #take(site: string): void {
    const row = this.#database.get<{ epoch: number }>(
      `INSERT INTO owner VALUES (?, ?, 1, ?)
       ON CONFLICT DO UPDATE SET epoch = epoch + 1, identity = excluded.identity
       RETURNING epoch`,
      this.#run,
      site,
      JSON.stringify(this.#identity),
    )
    if (row) this.#epochs.set(site, row.epoch)
  }
}

/**
 * Refuses a run that a living process owns; one that cannot be seen from here counts as living.
 *
 * @throws {StoreError} `OWNED`
 */
export function refuseIfOwned(
  database: SqliteDatabase,
  run: number,
  crawler: string,
  takeOver: boolean,
): void {
  for (const owner of ownersOf(database, run)) {
    const liveness = livenessOf(owner)
    if (liveness === 'dead' || (liveness === 'out of sight' && takeOver)) continue
    throw new StoreError('OWNED', ownedMessage(owner, crawler, database.path))
  }
}

/** The process that works on a run and is not known to be dead. */
export function ownerOf(database: SqliteDatabase, run: number): RunOwner | undefined {
  const owner = ownersOf(database, run).find((one) => livenessOf(one) !== 'dead')
  return owner && { pid: owner.pid, host: owner.host, since: new Date(owner.since) }
}

function ownersOf(database: SqliteDatabase, run: number): ProcessIdentity[] {
  const rows = database.all<{ identity: string }>(
    'SELECT DISTINCT identity FROM owner WHERE run = ? AND identity IS NOT NULL',
    run,
  )
  return rows.map(({ identity }): ProcessIdentity => JSON.parse(identity))
}

function ownedMessage(owner: ProcessIdentity, crawler: string, path: string): string {
  const remedies = {
    alive:
      owner.pid === process.pid
        ? 'close that run first'
        : `wait until it is done, or end it with \`latchkey stop ${crawler}\``,
    'out of sight':
      'whether it still lives cannot be seen from here; once you know that it is gone, run with --take-over, or open the store with takeOver: true',
    dead: 'run again',
  }
  return (
    `${crawler} is being crawled by process ${owner.pid} on ${owner.host} since ${owner.since} (${path}): ` +
    remedies[livenessOf(owner)]
  )
}
