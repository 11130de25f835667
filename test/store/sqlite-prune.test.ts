import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { expect, test } from 'vitest'

import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { link, record, visit } from './samples.ts'
import { temporaryFile } from './temporary-file.ts'

test('the file of a store that is pruned after each run stops growing', async () => {
  using file = temporaryFile()
  const sizes: number[] = []
  for (let day = 0; day < 6; day++) {
    await using store = new SqliteStore(file.path)
    await crawl(store, 3_000)
    await store.prune('shop', 2)
    await store.close()
    sizes.push(statSync(file.path).size)
  }
  const [, , third = 0] = sizes
  expect(sizes.at(-1)).toBeLessThan(third * 1.1)
})

test('what a crash leaves of a removed run is seen by nobody, and goes the next time', async () => {
  using file = temporaryFile()
  {
    await using store = new SqliteStore(file.path)
    await crawl(store, 3)
    await crawl(store, 3)
  }
  const database = new DatabaseSync(file.path)
  database.exec(`UPDATE run SET reason = 'pruned' WHERE id = 1; DELETE FROM record WHERE id = 1`)
  await using store = new SqliteStore(file.path)
  expect((await store.runs()).map(({ id }) => id)).toEqual([2])
  expect(await Array.fromAsync(store.records({ run: 1 }))).toEqual([])
  expect(await store.prune('shop', 1)).toBe(1)
  for (const table of ['request', 'record', 'count', 'owner'])
    expect(database.prepare(`SELECT count(*) AS left FROM ${table} WHERE run = 1`).get(), table).toEqual({
      left: 0,
    })
  database.close()
})

/** A run of so many pages, all skipped but one, which brings as many records. */
async function crawl(store: SqliteStore, pages: number): Promise<void> {
  const run = await store.open('shop')
  const links = Array.from({ length: pages - 1 }, (_, index) => link(`/${index}`, { skip: 'depth' }))
  await run.enqueue([link('/'), ...links])
  await visit(run, { records: Array.from({ length: pages }, (_, index) => record(`${index}`)) })
  await run.end('finished')
  await run.close()
}
