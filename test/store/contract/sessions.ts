import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { testWith } from './with-store.ts'

/** That sealed sessions are kept as they are. */
export function sessionsContract(make: MakeStore): void {
  const test = testWith(make)

  describe('a session', () => {
    test('is kept byte for byte, for each crawler and account', async (store, reopen) => {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
      await store.saveSession('shop', '', bytes)
      await store.saveSession('shop', 'ada', new Uint8Array([1]))
      await store.saveSession('books', '', new Uint8Array([2]))
      const again = await reopen()
      expect(await again.session('shop', '')).toEqual(bytes)
      expect(await again.session('shop', 'ada')).toEqual(new Uint8Array([1]))
      expect(await again.session('books', '')).toEqual(new Uint8Array([2]))
      expect(await again.session('books', 'ada')).toBeUndefined()
    })

    test('is replaced by the next and forgotten without one', async (store) => {
      await store.saveSession('shop', '', new Uint8Array([1]))
      await store.saveSession('shop', '', new Uint8Array([2]))
      expect(await store.session('shop', '')).toEqual(new Uint8Array([2]))
      await store.saveSession('shop', '', undefined)
      await store.saveSession('shop', '', undefined)
      expect(await store.session('shop', '')).toBeUndefined()
    })
  })
}
