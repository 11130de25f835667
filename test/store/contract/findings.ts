import { describe, expect } from 'vitest'

import type { Findings } from '../../../packages/core/src/frontier/drift.ts'
import type { Store } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'
import { link, record, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

const DRIFT = [{ kind: 'product', field: undefined, message: '1 record of product' }] as const

/** What was found in a run, and how it is held back for it. */
export function findingsContract(make: MakeStore): void {
  const test = testWith(make)

  describe('findings', () => {
    test('hold a run with drift back, and records are those of the run before', async (store) => {
      await run(store, 'one', found(1))
      await run(store, 'two', { ...found(1), drift: DRIFT })
      expect(await values(store)).toEqual(['one'])
      expect(await values(store, 2)).toEqual(['two'])
      expect(await store.runs('shop')).toMatchObject([
        { id: 2, finished: true, held: true, drift: [{ kind: 'product', message: '1 record of product' }] },
        { id: 1, finished: true, held: false, drift: [] },
      ])
    })

    test('let go of a run that is accepted, once', async (store, reopen) => {
      await run(store, 'one', found(1))
      await run(store, 'two', { ...found(2), drift: DRIFT })
      await store.accept(2)
      const again = await reopen()
      expect(await values(again)).toEqual(['two'])
      expect(await again.runs()).toMatchObject([{ held: false, drift: [{ kind: 'product' }] }, {}])
      await expect(again.accept(2)).rejects.toMatchObject({ code: 'NOT_HELD' })
      await expect(again.accept(3)).rejects.toMatchObject({ code: 'NOT_HELD' })
    })

    test('of good runs are what a later one is measured against, newest first', async (store) => {
      await run(store, 'one', found(1))
      await run(store, 'two', { ...found(2), drift: DRIFT })
      await run(store, 'three', undefined)
      await run(store, 'four', found(4))
      await run(store, 'of another', found(5), 'books')
      const later = await store.open('shop')
      expect(await store.profiles(later.id, 10)).toEqual([found(4).profile, found(1).profile])
      expect(await store.profiles(later.id, 1)).toEqual([found(4).profile])
      expect(await store.profiles(1, 10)).toEqual([])
    })

    test('stay while the failed pages of a held run are tried again, until it has ended', async (store) => {
      await run(store, 'one', found(1))
      await run(store, 'two', { ...found(2), drift: DRIFT })
      const retried = await store.open('shop', 'retry')
      expect(await values(store)).toEqual(['one'])
      await retried.enqueue([link('/more')])
      await retried.end('stopped')
      expect(await store.runs()).toMatchObject([{ held: true }, {}])
      await visit(retried)
      await retried.end('finished', found(3))
      expect(await values(store)).toEqual(['two'])
    })
  })
}

/** A run with one record, from begin to end. */
async function run(
  store: Store,
  value: string,
  findings: Findings | undefined,
  crawler = 'shop',
): Promise<void> {
  const opened = await store.open(crawler)
  await opened.enqueue([link('/')])
  await visit(opened, { records: [record('key', value)] })
  await opened.end('finished', findings)
  await opened.close()
}

function found(records: number): Findings {
  return { profile: { product: { records, fields: { '': { filled: records, values: 1 } } } }, drift: [] }
}

async function values(store: Store, run?: number): Promise<unknown[]> {
  const query = { crawler: 'shop', ...(run && { run }) }
  return (await Array.fromAsync(store.records(query))).map(({ value }) => value)
}
