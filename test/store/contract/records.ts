import { describe, expect } from 'vitest'

import type { RecordQuery } from '../../../packages/core/src/frontier/record.ts'
import type { Store } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'
import { link, record, SITE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** How records are kept and read. */
export function recordsContract(make: MakeStore): void {
  const test = testWith(make)

  describe('records', () => {
    test('come in the order in which they were committed, as they were', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      const value = { name: 'Tür €', tags: ['x', null], price: 1.5, deep: { yes: true } }
      await visit(run, { records: [record('2', value), record(undefined, [1, 2], 'list')] })
      await visit(run, { records: [record('1', 'text')] })
      expect(await Array.fromAsync(store.records())).toEqual([
        { run: run.id, kind: 'product', key: '2', url: `${SITE}/a`, value },
        { run: run.id, kind: 'list', key: undefined, url: `${SITE}/a`, value: [1, 2] },
        { run: run.id, kind: 'product', key: '1', url: `${SITE}/b`, value: 'text' },
      ])
    })

    test('of one kind and key take each other’s place within a run', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      await visit(run, { records: [record('1', 'old'), record('2'), record('1', 'other', 'review')] })
      await visit(run, { records: [record('1', 'new')] })
      expect(await Array.fromAsync(store.records({ kind: 'product' }))).toMatchObject([
        { key: '1', value: 'new', url: `${SITE}/b` },
        { key: '2' },
      ])
      expect((await run.counts()).records).toEqual({ product: 2, review: 1 })
      expect(await run.audit()).toEqual(await run.counts())
    })

    test('whose place others have taken are counted, of one page or of several', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c'), link('/list')])
      for (const page of ['a', 'b', 'c']) await visit(run, { records: [record('shop', page)] })
      const same = [1, 2, 3].map((place) => record('same', place, 'row'))
      await visit(run, { records: [...same, record('4', 4, 'row'), record('5', 5, 'row')] })
      expect(await values(store, {})).toEqual(['c', 3, 4, 5])
      const counts = { records: { product: 1, row: 3 }, replaced: { product: 2, row: 2 } }
      expect(await run.counts()).toMatchObject(counts)
      expect(await run.audit()).toEqual(await run.counts())
      expect(await (await reopen()).runs()).toMatchObject([{ counts }])
    })

    test('that say the same again are one, and nothing was replaced', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      await visit(run, { records: [record('1', 'lamp'), record('1', 'lamp')] })
      await visit(run, { records: [record('1', 'lamp')] })
      expect((await run.counts()).records).toEqual({ product: 1 })
      expect((await run.counts()).replaced).toEqual({})
      expect(await run.audit()).toEqual(await run.counts())
    })

    test('without a key are all kept', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await visit(run, { records: [record(undefined, 1), record(undefined, 1)] })
      expect(await values(store, {})).toEqual([1, 1])
      expect((await run.counts()).replaced).toEqual({})
    })

    test('of another run are replaced by nothing', async (store) => {
      await crawlOnce(store, 'shop', 'old')
      await crawlOnce(store, 'shop', 'new')
      const runs = await store.runs('shop')
      expect(runs.map(({ counts }) => counts.replaced)).toEqual([{}, {}])
    })

    test('are those of the last run, of each crawler or of the one that is named', async (store) => {
      await crawlOnce(store, 'shop', 'shop 1')
      await crawlOnce(store, 'books', 'books 1')
      await crawlOnce(store, 'shop', 'shop 2')
      const ids = (await store.runs('shop')).map((run) => run.id)
      expect(await values(store, {})).toEqual(['books 1', 'shop 2'])
      expect(await values(store, { crawler: 'shop' })).toEqual(['shop 2'])
      expect(await values(store, { run: ids[1] ?? 0 })).toEqual(['shop 1'])
      expect(await values(store, { run: ids[1] ?? 0, crawler: 'shop' })).toEqual(['shop 1'])
      expect(await values(store, { run: ids[1] ?? 0, crawler: 'books' })).toEqual([])
      expect(await values(store, { crawler: 'shop', kind: 'nothing' })).toEqual([])
      expect(await values(store, { crawler: 'nobody' })).toEqual([])
    })

    test('are those of the last run that has come to its end or its limit, as long as a later one has not', async (store) => {
      await crawlOnce(store, 'shop', 'whole')
      const later = await store.open('shop')
      await later.enqueue([link('/a'), link('/b'), link('/c')])
      await visit(later, { records: [record('1', 'a part')] })
      expect(await values(store, { crawler: 'shop' })).toEqual(['whole'])
      await later.end('stopped')
      expect(await values(store, {})).toEqual(['whole'])
      await later.end('limit')
      await later.close()
      expect(await values(store, {})).toEqual(['a part'])
      await (await store.open('shop', 'fresh')).enqueue([link('/a')])
      expect(await values(store, {})).toEqual(['a part'])
    })

    test('can be read while others are committed, thousands of them', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      await visit(run, { records: Array.from({ length: 2600 }, (_, index) => record(undefined, index)) })
      const read = []
      for await (const { value } of store.records({ crawler: 'shop' })) {
        read.push(value)
        if (read.length === 700) await visit(run, { records: [record(undefined, 'late')] })
      }
      expect(read.slice(0, 2600)).toEqual(Array.from({ length: 2600 }, (_, index) => index))
      expect(read.slice(2600)).toEqual(['late'])
    })

    test('can be left in the middle', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await visit(run, { records: Array.from({ length: 1500 }, (_, index) => record(undefined, index)) })
      for await (const { value } of store.records()) if (value === 600) break
      expect(await values(store, {})).toHaveLength(1500)
    })
  })
}

async function values(store: Store, query: RecordQuery): Promise<unknown[]> {
  return Array.fromAsync(store.records(query), (stored) => stored.value)
}

async function crawlOnce(store: Store, crawler: string, value: string): Promise<void> {
  const run = await store.open(crawler)
  await run.enqueue([link('/a')])
  await visit(run, { records: [record('1', value)] })
  await run.end('done')
  await run.close()
}
