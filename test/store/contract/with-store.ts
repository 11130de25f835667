import { test } from 'vitest'

import type { Store } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'

/** Gives each test a store of its own, and disposes of it. */
export function testWith(make: MakeStore) {
  return (title: string, work: (store: Store, reopen: () => Promise<Store>) => Promise<void>) =>
    test(title, async () => {
      const made = await make()
      try {
        await work(made.store, () => made.reopen())
      } finally {
        await made.dispose()
      }
    })
}
