import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import type { Run } from '../../packages/core/src/frontier/store.ts'
import { link, page, record, SITE } from './samples.ts'
import { temporaryFile } from './temporary-file.ts'

const MEGABYTE = 2 ** 20
/** Of a round. */
const PAGES = 20

test('the log is moved into the file while the run goes on, and begins anew', async () => {
  using file = temporaryFile()
  await using store = new SqliteStore(file.path)
  const run = await store.open('shop')
  let rounds = 0
  // Two megabytes a round go through the log: one that never began anew would hold them all.
  const hasBegunAnew = () => sizeOf(`${file.path}-wal`) < rounds * 2 * MEGABYTE
  for (; sizeOf(file.path) < 100 * MEGABYTE || (rounds < 200 && !hasBegunAnew()); rounds++)
    await crawl(run, rounds)
  expect(hasBegunAnew()).toBe(true)
  expect(await run.counts()).toMatchObject({ done: rounds * PAGES, records: { product: rounds * PAGES } })
  expect(await run.audit()).toEqual(await run.counts())
})

test('a reader that stays in the way costs a larger log, and nothing else', async () => {
  using file = temporaryFile()
  const store = new SqliteStore(file.path)
  const run = await store.open('shop')
  const reader = new DatabaseSync(file.path)
  reader.exec('BEGIN')
  reader.prepare('SELECT * FROM run').all()
  for (let round = 0; round < 50; round++) await crawl(run, round)
  reader.exec('COMMIT')
  reader.close()
  for (let round = 50; round < 60; round++) await crawl(run, round)
  expect(await run.counts()).toMatchObject({ done: 60 * PAGES })
  await store.close()
  expect(sizeOf(`${file.path}-wal`)).toBe(0)
  await using again = new SqliteStore(file.path)
  expect((await again.runs())[0]?.counts.done).toBe(60 * PAGES)
})

/** Pages of 100 kB. */
async function crawl(run: Run, round: number): Promise<void> {
  await run.enqueue(Array.from({ length: PAGES }, (_, index) => link(`/${round}/${index}`)))
  const requests = await run.claim(SITE, PAGES)
  const records = [record(undefined, 'x'.repeat(100_000))]
  await Promise.all(requests.map((request) => run.commit(page(request, { records }))))
  await sleep(5)
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
