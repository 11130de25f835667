import { expect, test } from 'vitest'

import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { integrityOf } from '../support/integrity.ts'
import { numberOf } from './endless-site.ts'
import { link, SITE } from './samples.ts'
import { kill, nextMessage, startChild } from './start-child.ts'
import { temporaryFile } from './temporary-file.ts'

const ROUNDS = 25
const LONGEST_LIFE = 120

test(`survives ${ROUNDS} kill -9 in the middle of writing: nothing lost, nothing doubled`, async () => {
  using file = temporaryFile()
  const committed = new Set<number>()
  for (let round = 0; round < ROUNDS; round++) {
    await using child = startChild('crawl', file.path, 'shop', '1000000')
    committed.add(Number(await nextMessage(child)))
    child.on('message', (number) => committed.add(Number(number)))
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE))
    await kill(child)
    expect(integrityOf(file.path)).toBe('ok')
    await whole(file.path, committed)
  }
  expect(committed.size).toBeGreaterThan(ROUNDS * 8)
})

/** Opens the run that was killed, and sees whether everything is there, once. */
async function whole(path: string, committed: ReadonlySet<number>): Promise<void> {
  const store = new SqliteStore(path)
  const run = await store.open('shop')
  expect(run.resumed).toBe(true)
  const counts = await run.counts()
  expect(await run.audit()).toEqual(counts)

  const records = await Array.fromAsync(store.records({ crawler: 'shop', kind: 'page' }))
  const pages = new Set(records.map((record) => Number(record.value)))
  expect(records).toHaveLength(pages.size)
  expect(counts.done).toBe(pages.size)
  for (const number of committed)
    if (!pages.has(number)) expect.fail(`page ${number} was committed and is lost`)
  for (const record of records) expect(record.value).toBe(numberOf(record))
  // Each page has given one, of which ten things are left: a page that is fetched again has given it once.
  expect(sum(counts.records['digit'], counts.replaced['digit'])).toBe(pages.size)

  expect(counts.bytes).toBe([...pages].reduce((sum, number) => sum + number, 0))
  expect(counts.discovered).toBe(discoveredFrom(pages))
  const session = Buffer.from((await store.session('shop', '')) ?? []).toString()
  if (session) expect(pages).toContain(Number(session.replace('session ', '')))
  expect(await store.find('shop', link('/0').key)).toMatchObject({ url: `${SITE}/0` })
  await store.close()
}

function sum(left = 0, replaced = 0): number {
  return left + replaced
}

/** The start, and three links of each page: none is lost, and none came without its page. */
function discoveredFrom(pages: ReadonlySet<number>): number {
  return 1 + 3 * pages.size
}
