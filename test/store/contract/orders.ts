import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { link, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** That a run hears what it is told from elsewhere. */
export function ordersContract(make: MakeStore): void {
  const test = testWith(make)

  describe('an order', () => {
    test('reaches the run of its crawler and no other', async (store) => {
      const shop = await store.open('shop')
      const books = await store.open('books')
      expect(await shop.asked()).toBe('go')
      await store.ask('shop', 'pause')
      expect([await shop.asked(), await books.asked()]).toEqual(['pause', 'go'])
      await store.ask('shop', 'resume')
      expect(await shop.asked()).toBe('go')
    })

    test('to pause holds until somebody resumes, whoever goes on with the run', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await store.ask('shop', 'pause')
      await run.end('stopped')
      const after = await reopen()
      const again = await after.open('shop')
      expect(await again.asked()).toBe('pause')
      await again.close()
      await after.ask('shop', 'resume')
      expect(await (await after.open('shop')).asked()).toBe('go')
    })

    test('to stop is forgotten when the run ends, or when it is opened again', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await store.ask('shop', 'pause')
      await store.ask('shop', 'stop')
      expect(await run.asked()).toBe('stop')
      await run.end('stopped')
      expect(await run.asked()).toBe('go')
      await store.ask('shop', 'stop')
      expect(await (await (await reopen()).open('shop')).asked()).toBe('go')
    })

    test('is refused when no process crawls that crawler', async (store) => {
      const refusal = { name: 'StoreError', code: 'NOT_RUNNING' }
      await expect(store.ask('shop', 'stop')).rejects.toMatchObject(refusal)
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await visit(run)
      await run.close()
      for (const order of ['pause', 'resume', 'stop'] as const) {
        await expect(store.ask('shop', order)).rejects.toMatchObject(refusal)
      }
      await expect(store.ask('shop', 'stop')).rejects.toThrow('no process crawls shop')
    })
  })
}
