import type { SqliteDatabase } from './sqlite-database.ts'
import type { Link } from './store.ts'

/**
 * Puts links in the queue; one that is known stays as it is, unless only its earlier link was skipped.
 *
 * @param parent the request whose page has the links; `undefined` for a start.
 */
export function insertLinks(
  database: SqliteDatabase,
  run: number,
  parent: number | undefined,
  links: readonly Link[],
): void {
  // In their own order, which is then their age; with one writer there is no deadlock to sort them against.
  for (const link of links) {
    database.run(
      `INSERT OR FAIL INTO request
         (run, key, state, priority, depth, site, account, method, url, body, route, data, parent, reason)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (run, key) DO UPDATE SET
         state = 'waiting', reason = NULL, priority = excluded.priority, depth = excluded.depth,
         site = excluded.site, account = excluded.account, method = excluded.method, url = excluded.url,
         body = excluded.body, route = excluded.route, data = excluded.data, parent = excluded.parent
       WHERE request.state = 'skipped' AND request.final = 0 AND excluded.state = 'waiting'`,
      run,
      link.key,
      link.skip === undefined ? 'waiting' : 'skipped',
      link.priority,
      link.depth,
      link.site,
      link.account,
      link.method,
      link.url,
      link.body ?? null,
      link.route,
      link.data ?? null,
      parent ?? null,
      link.skip ?? null,
    )
  }
}
