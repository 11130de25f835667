import type { Link } from '../../store.ts'
import { enterRequests } from '../books.ts'
import type { SqliteDatabase } from '../file/database.ts'

/**
 * Puts links in the queue; one that is known stays as it is, unless only its earlier link was skipped.
 *
 * They keep their order, which then is their age.
 *
 * @param parent the request whose page has the links; `undefined` for a start.
 */
export function insertLinks(
  database: SqliteDatabase,
  run: number,
  parent: number | undefined,
  links: readonly Link[],
): void {
  if (links.length === 0) return
  const { added = [], known = [] } = Object.groupBy(links, (link) =>
    insert(database, run, parent, link) ? 'added' : 'known',
  )
  // First, since what changes a request changes the books by itself.
  enterRequests(database, run, added)
  for (const link of known) if (link.skip === undefined) follow(database, run, parent, link)
}

/** Queues what was skipped for its depth, down to this one. */
export function followDeeper(database: SqliteDatabase, run: number, depth: number): void {
  database.run(
    `UPDATE request SET state = 'waiting', reason = NULL
     WHERE run = ? AND state = 'skipped' AND final = 0 AND reason = 'depth' AND depth <= ?`,
    run,
    depth,
  )
}

function insert(database: SqliteDatabase, run: number, parent: number | undefined, link: Link): boolean {
  const changed = database.run(
    `INSERT INTO request
       (run, key, state, reason, parent, priority, depth, site, account, method, url, headers, body, route, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    run,
    link.key,
    link.skip === undefined ? 'waiting' : 'skipped',
    link.skip ?? null,
    parent ?? null,
    link.priority,
    link.depth,
    link.site,
    link.account,
    link.method,
    link.url,
    link.headers ?? null,
    link.body ?? null,
    link.route,
    link.data ?? null,
  )
  return changed > 0
}

/** Queues a request after all that was known only by a link with a reason to skip it. */
function follow(database: SqliteDatabase, run: number, parent: number | undefined, link: Link): void {
  database.run(
    `UPDATE request
     SET state = 'waiting', reason = NULL, parent = ?, priority = ?, depth = ?, headers = ?, route = ?, data = ?
     WHERE run = ? AND key = ? AND state = 'skipped' AND final = 0`,
    parent ?? null,
    link.priority,
    link.depth,
    link.headers ?? null,
    link.route,
    link.data ?? null,
    run,
    link.key,
  )
}
