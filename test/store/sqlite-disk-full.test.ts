import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { GroupCommit } from '../../packages/core/src/frontier/sqlite/file/group-commit.ts'
import { openDatabase } from '../../packages/core/src/frontier/sqlite/file/open.ts'
import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { diskTest, smallDisk } from '../support/small-disk.ts'
import { link, page, record, SITE } from './samples.ts'
import { temporaryFile } from './temporary-file.ts'

describe('a full disk', () => {
  test('rejects what no longer fits, keeps what was committed, and goes on once there is room', async () => {
    using file = temporaryFile()
    const database = openDatabase(file.path)
    const group = new GroupCommit(database)
    const { page_count: used = 0 } = database.get<{ page_count: number }>('PRAGMA page_count') ?? {}
    database.execute(`PRAGMA max_page_count = ${used + 10}`)
    const save = (account: number) =>
      group.add(() =>
        database.run('INSERT INTO session VALUES (?, ?, ?)', 'shop', account, new Uint8Array(3000)),
      )
    const settled = await Promise.allSettled(Array.from({ length: 60 }, (_, account) => save(account)))
    const rejected = settled.filter((outcome) => outcome.status === 'rejected')
    expect(rejected.length).toBeGreaterThan(0)
    for (const { reason } of rejected) expect(reason).toMatchObject({ name: 'StoreError', code: 'DISK_FULL' })

    const kept = database
      .all<{ account: string }>('SELECT account FROM session')
      .map((row) => Number(row.account))
    const fulfilled = settled.flatMap(({ status }, account) => (status === 'fulfilled' ? [account] : []))
    expect(kept.toSorted((a, b) => a - b)).toEqual(fulfilled)
    database.execute('PRAGMA max_page_count = 1000000')
    await save(1000)
    database.close()
  })

  diskTest('stops a crawl with its remedy, and the same page is committed once there is room', async () => {
    using disk = smallDisk('1m')
    const store = new SqliteStore(join(disk.path, 'crawl.db'))
    const run = await store.open('shop')
    await run.enqueue(Array.from({ length: 300 }, (_, index) => link(`/${index}`)))
    const outcomes = (await run.claim(SITE, 300)).map((request) =>
      page(request, { records: [record(undefined, 'x'.repeat(10_000))] }),
    )
    const settled = await Promise.allSettled(outcomes.map((outcome) => run.commit(outcome)))
    const failed = outcomes.filter((_, index) => settled[index]?.status === 'rejected')
    expect(failed.length).toBeGreaterThan(0)
    for (const outcome of settled) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'DISK_FULL' })
    }
    expect((await run.counts()).done).toBe(300 - failed.length)
    expect(await run.audit()).toEqual(await run.counts())

    disk.grow('32m')
    for (const outcome of failed) await run.commit(outcome)
    expect(await run.counts()).toMatchObject({ done: 300, records: { product: 300 } })
    await store.close()
  })
})
