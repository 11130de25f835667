import { describe, expect } from 'vitest'

import type { NewRecord } from '../../../packages/core/src/frontier/record.ts'
import type { Store } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'
import { link, record, SITE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** What differs between the records of two runs. */
export function changesContract(make: MakeStore): void {
  const test = testWith(make)

  describe('changes', () => {
    test('are the records that came or changed, then those that went, by kind and key', async (store) => {
      const from = await run(store, '/old', [record('same'), record('changed', 1), record('gone')])
      const to = await run(store, '/new', [
        record('new'),
        record('changed', 2),
        record('same'),
        record('gone', 'of another kind', 'order'),
      ])
      const [old, page] = [`${SITE}/old`, `${SITE}/new`]
      expect(await Array.fromAsync(store.changes(from, to))).toEqual([
        { change: 'added', kind: 'product', key: 'new', url: page, before: undefined, after: 'new' },
        { change: 'changed', kind: 'product', key: 'changed', url: page, before: 1, after: 2 },
        {
          change: 'added',
          kind: 'order',
          key: 'gone',
          url: page,
          before: undefined,
          after: 'of another kind',
        },
        { change: 'removed', kind: 'product', key: 'gone', url: old, before: 'gone', after: undefined },
      ])
      expect(await Array.fromAsync(store.changes(to, to))).toEqual([])
    })

    test('leave out records without a key', async (store) => {
      const from = await run(store, '/', [record(undefined, 1)])
      const to = await run(store, '/', [record(undefined, 2)])
      expect(await Array.fromAsync(store.changes(from, to))).toEqual([])
    })

    test('leave out records whose fields only stand in another order', async (store) => {
      const from = await run(store, '/', [record('a', { id: 1, offer: [{ price: 2, in: 'EUR' }] })])
      const to = await run(store, '/', [record('a', { offer: [{ in: 'EUR', price: 2 }], id: 1 })])
      expect(await Array.fromAsync(store.changes(from, to))).toEqual([])
    })

    test('of a run that is not there are refused, for every record would be new', async (store) => {
      const to = await run(store, '/', [record('a')])
      await expect(Array.fromAsync(store.changes(to + 1, to))).rejects.toMatchObject({ code: 'NO_RUN' })
    })

    test('are all told, however many there are', async (store) => {
      const from = await run(store, '/', many('old'))
      const to = await run(store, '/', many('new'))
      const found = await Array.fromAsync(store.changes(from, to))
      expect(found.map(({ change }) => change)).toEqual([
        ...Array.from({ length: 1_200 }, () => 'added'),
        ...Array.from({ length: 1_200 }, () => 'removed'),
      ])
    })
  })
}

function many(name: string): NewRecord[] {
  return Array.from({ length: 1_200 }, (_, index) => record(`${name} ${index}`))
}

/** A run whose one page brings these records. */
async function run(store: Store, path: string, records: readonly NewRecord[]): Promise<number> {
  const opened = await store.open('shop')
  await opened.enqueue([link(path)])
  await visit(opened, { records })
  await opened.end('finished')
  await opened.close()
  return opened.id
}
