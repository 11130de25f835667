import { describe, expect } from 'vitest'

import type { Store } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'
import { claimOne, link, page, record, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** How old runs are removed. */
export function pruneContract(make: MakeStore): void {
  const test = testWith(make)

  describe('prune', () => {
    test('removes the runs before the last good ones with their records, and of no other crawler', async (store, reopen) => {
      await run(store, 'one')
      await run(store, 'of another', { crawler: 'books' })
      await run(store, 'two')
      await run(store, 'three')
      expect(await store.prune('shop', 2)).toBe(1)
      const again = await reopen()
      expect((await again.runs('shop')).map(({ id }) => id)).toEqual([4, 3])
      expect(await values(again, 1)).toEqual([])
      expect(await values(again, 2)).toEqual(['of another'])
      expect(await values(again, 3)).toEqual(['two'])
      expect(await again.prune('shop', 2)).toBe(0)
      expect(await again.prune('shop', 10)).toBe(0)
    })

    test('counts no run that is held back or unfinished, and keeps those that came since', async (store) => {
      await run(store, 'old')
      await run(store, 'good')
      await run(store, 'held', { drift: true })
      const unfinished = await store.open('shop')
      await unfinished.enqueue([link('/'), link('/more')])
      expect(await store.prune('shop', 1)).toBe(1)
      expect((await store.runs('shop')).map(({ id }) => id)).toEqual([4, 3, 2])
      expect(await store.prune('shop', 2)).toBe(0)
      expect((await unfinished.counts()).waiting).toBe(2)
    })

    test('of a run that is being read leaves nobody with a part of its records for all of them', async (store) => {
      for (let day = 0; day < 3; day++) await run(store, 'chair')
      const records = store.records({ run: 1 })[Symbol.asyncIterator]()
      const changes = store.changes(2, 3)[Symbol.asyncIterator]()
      await records.next()
      await store.prune('shop', 1)
      await expect(records.next()).rejects.toMatchObject({ code: 'NO_RUN' })
      await expect(changes.next()).rejects.toMatchObject({ code: 'NO_RUN' })
    })

    test('removes whatever belongs to a run: suspects, replaced records, its skips', async (store) => {
      const first = await store.open('shop')
      await first.enqueue([link('/a'), link('/b'), link('/c', { skip: 'robots.txt' })])
      await visit(first, { records: [record('key', 1)], suspectSince: 1 })
      await visit(first, { records: [record('key', 2), record('key', 3)] })
      await first.close()
      const second = await store.open('shop', 'fresh')
      await second.enqueue([link('/')])
      await visit(second, { records: [record('key', 4)] })
      await second.end('finished')
      expect(await store.prune('shop', 1)).toBe(1)
      expect(await second.audit()).toEqual(await second.counts())
      expect(await Array.fromAsync(store.requests(first.id))).toEqual([])
      await second.close()
      const third = await store.open('shop')
      await third.enqueue([link('/a')])
      await third.commit(page(await claimOne(third)))
      expect(await third.counts()).toMatchObject({ discovered: 1, done: 1, replaced: {} })
    })
  })
}

/** A run with one record, from begin to end. */
async function run(store: Store, value: string, { crawler = 'shop', drift = false } = {}): Promise<void> {
  const opened = await store.open(crawler)
  await opened.enqueue([link('/')])
  await visit(opened, { records: [record('key', value)] })
  const found = drift ? [{ kind: 'product', field: undefined, message: 'too few' }] : []
  await opened.end('finished', { profile: {}, drift: found })
  await opened.close()
}

async function values(store: Store, number: number): Promise<unknown[]> {
  return (await Array.fromAsync(store.records({ run: number }))).map(({ value }) => value)
}
