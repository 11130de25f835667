import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { testWith } from './with-store.ts'

const bytes = Uint8Array.from({ length: 300 }, (_, index) => index)
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds)

/** That what is worth keeping for a while is kept for that while. */
export function memoryContract(make: MakeStore): void {
  const test = testWith(make)

  describe('what a store remembers', () => {
    test('is recalled byte for byte, by the next process too', async (store, reopen) => {
      await store.remember('robots https://shop.example', bytes, soon(60_000))
      expect(await store.recall('robots https://shop.example')).toEqual(bytes)
      expect(await (await reopen()).recall('robots https://shop.example')).toEqual(bytes)
      expect(await store.recall('robots https://books.example').catch(() => undefined)).toBeUndefined()
    })

    test('is forgotten when its time is over', async (store) => {
      await store.remember('past', bytes, soon(-1))
      await store.remember('soon', bytes, soon(30))
      expect(await store.recall('past')).toBeUndefined()
      expect(await store.recall('soon')).toEqual(bytes)
      await new Promise((resolve) => setTimeout(resolve, 40))
      expect(await store.recall('soon')).toBeUndefined()
    })

    test('takes the place of what was there under its name', async (store) => {
      await store.remember('name', bytes, soon(60_000))
      await store.remember('name', new Uint8Array(), soon(60_000))
      expect(await store.recall('name')).toEqual(new Uint8Array())
    })
  })
}
