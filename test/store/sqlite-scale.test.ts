import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { expect, test } from 'vitest'

import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { link, page, SITE } from './samples.ts'
import { temporaryFile } from './temporary-file.ts'

const WAITING = 200_000
const MEGABYTE = 1_000_000

test(`claims and commits with ${WAITING} requests waiting in memory that does not grow with them`, async () => {
  using file = temporaryFile()
  const store = new SqliteStore(file.path)
  const run = await store.open('shop')
  for (let from = 0; from < WAITING; from += 10_000) {
    await run.enqueue(Array.from({ length: 10_000 }, (_, index) => link(`/${from + index}`)))
  }
  expect((await run.counts()).waiting).toBe(WAITING)

  const before = memory()
  const inFlight = await run.claim(SITE, 100)
  for (let round = 0; round < 200; round++) {
    await Promise.all((await run.claim(SITE, 20)).map((request) => run.commit(page(request))))
    await run.counts()
    await run.nextDue(SITE)
    await run.sites()
  }
  expect(memory() - before).toBeLessThan(10 * MEGABYTE)
  expect(inFlight).toHaveLength(100)
  expect(await run.counts()).toMatchObject({ done: 4000, waiting: WAITING - 4000 })
  expect(await run.audit()).toEqual(await run.counts())
  await store.close()
})

/** What is in use after a garbage collection, in bytes. */
function memory(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
