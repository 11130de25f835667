import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, test } from 'vitest'

import { SCHEMA_VERSION } from '../../packages/core/src/frontier/sqlite/file/schema.ts'
import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { claimOne, link, page, paths, SITE } from './samples.ts'
import { temporaryFile } from './temporary-file.ts'

/** A store as each earlier version wrote it: `1.sql` and so on. */
const VERSIONS = join(import.meta.dirname, 'versions')
const versions = readdirSync(VERSIONS).map((file) => file.replace('.sql', ''))

test('there is a store of every earlier version to try', () => {
  expect(versions).toEqual(Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => String(index + 1)))
})

describe.each(versions)('a store of version %s', (version) => {
  test('has the tables of a new one once it was opened', async () => {
    using file = temporaryFile()
    using fresh = temporaryFile()
    writeVersion(file.path, version)
    await new SqliteStore(file.path).close()
    await new SqliteStore(fresh.path).close()
    expect(structure(file.path)).toEqual(structure(fresh.path))
  })

  test('goes on where it stopped', async () => {
    using file = temporaryFile()
    writeVersion(file.path, version)
    await using store = new SqliteStore(file.path)
    const run = await store.open('shop')
    const counts = { done: 1, failed: 1, waiting: 2, skipped: 1, records: { product: 1 } }
    expect(run.resumed).toBe(true)
    expect(await run.counts()).toMatchObject(counts)
    expect(await run.audit()).toEqual(await run.counts())
    const request = await claimOne(run)
    expect(paths([request])).toEqual(['/waiting'])
    await run.commit(page(request, { links: [link('/done'), link('/new')] }))
    expect(paths(await run.claim(SITE, 10))).toEqual(['/new'])
    expect(await run.nextDue(SITE)).toEqual(new Date('2100-01-01'))
    expect(await Array.fromAsync(store.failed(run.id))).toMatchObject([{ url: `${SITE}/failed` }])
    expect(await Array.fromAsync(store.records())).toMatchObject([{ value: '7', url: `${SITE}/done` }])
    expect(await store.session('shop', '')).toEqual(new Uint8Array(Buffer.from('sealed')))
  })
})

function writeVersion(path: string, version: string): void {
  const database = new DatabaseSync(path)
  database.exec(readFileSync(join(VERSIONS, `${version}.sql`), 'utf8'))
  database.close()
}

/** Every table with its columns, and every index and trigger, whatever their layout and the comments in them. */
function structure(path: string): unknown {
  const database = new DatabaseSync(path)
  const parts = database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all()
  const found = parts.map(({ type, name, sql }) => [
    name,
    type === 'table'
      ? database.prepare(`PRAGMA table_xinfo(${String(name)})`).all()
      : String(sql).replaceAll(/\s+/g, ' '),
  ])
  const version = database.prepare('PRAGMA user_version').get()
  database.close()
  return [...found, version]
}
