import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { link, SITE } from '../samples.ts'
import { testWith } from './with-store.ts'

/** That a run has one owner. */
export function ownershipContract(make: MakeStore): void {
  const test = testWith(make)

  describe('an open run', () => {
    test('is owned: opening it again is refused, in every mode', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await run.claim(SITE, 1)
      for (const mode of ['resume', 'fresh', 'retry', 'retry-in-doubt'] as const) {
        await expect(store.open('shop', mode)).rejects.toMatchObject({ name: 'StoreError', code: 'OWNED' })
      }
      expect(await store.runs()).toHaveLength(1)
      expect((await run.counts()).waiting).toBe(1)
    })

    test('is known by its process as long as it is open', async (store) => {
      const run = await store.open('shop')
      const [open] = await store.runs('shop')
      expect(open?.owner).toMatchObject({ pid: process.pid, since: expect.any(Date) })
      expect(open?.asked).toBe('go')
      await store.ask('shop', 'pause')
      expect((await store.runs('shop'))[0]?.asked).toBe('pause')
      await run.close()
      expect((await store.runs('shop'))[0]?.owner).toBeUndefined()
    })

    test('is free once it is closed', async (store) => {
      const first = await store.open('shop')
      await first.enqueue([link('/a')])
      await first.claim(SITE, 1)
      await first.close()
      const second = await store.open('shop')
      expect(await second.claim(SITE, 1)).toHaveLength(1)
    })

    test('does not stand in the way of another crawler', async (store) => {
      await store.open('shop')
      await expect(store.open('books')).resolves.toMatchObject({ crawler: 'books' })
    })
  })
}
