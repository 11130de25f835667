import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import type { Run } from '../../packages/core/src/frontier/store.ts'
import { link, page, record, SITE } from './samples.ts'
import { temporaryFile } from './temporary-file.ts'

const MEGABYTE = 2 ** 20

test('the log is moved into the file while the run goes on, and stays small', async () => {
  using file = temporaryFile()
  await using store = new SqliteStore(file.path)
  const run = await store.open('shop')
  let largest = 0
  for (let round = 0; round < 60; round++) {
    await crawl(run, round)
    largest = Math.max(largest, sizeOf(`${file.path}-wal`))
    await sleep(5)
  }
  expect(sizeOf(file.path)).toBeGreaterThan(40 * MEGABYTE)
  expect(largest).toBeLessThan(48 * MEGABYTE)
  expect(await run.counts()).toMatchObject({ done: 1200, records: { product: 1200 } })
  expect(await run.audit()).toEqual(await run.counts())
})

test('a reader that stays in the way costs a larger log, and nothing else', async () => {
  using file = temporaryFile()
  const store = new SqliteStore(file.path)
  const run = await store.open('shop')
  const reader = new DatabaseSync(file.path)
  reader.exec('BEGIN; SELECT * FROM run')
  reader.prepare('SELECT * FROM run').all()
  for (let round = 0; round < 30; round++) {
    await crawl(run, round)
    await sleep(5)
  }
  reader.exec('COMMIT')
  reader.close()
  for (let round = 30; round < 40; round++) await crawl(run, round)
  expect(await run.counts()).toMatchObject({ done: 800 })
  await store.close()
  expect(sizeOf(`${file.path}-wal`)).toBe(0)
  await using again = new SqliteStore(file.path)
  expect((await again.runs())[0]?.counts.done).toBe(800)
})

/** Twenty pages of 50 kB. */
async function crawl(run: Run, round: number): Promise<void> {
  await run.enqueue(Array.from({ length: 20 }, (_, index) => link(`/${round}/${index}`)))
  const requests = await run.claim(SITE, 20)
  const records = [record(undefined, 'x'.repeat(50_000))]
  await Promise.all(requests.map((request) => run.commit(page(request, { records }))))
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
