import { hash } from 'node:crypto'

import { expect, test } from 'vitest'

import { KnownKeys } from '../../packages/core/src/frontier/sqlite/keys/known-keys.ts'

const keyOf = (number: number) => hash('sha256', String(number), 'buffer').subarray(0, 16)
const AMOUNT = 200_000

test(`knows ${AMOUNT} keys and no others, in at most 16 bytes each`, () => {
  const keys = new KnownKeys()
  let largest = 0
  for (let number = 0; number < AMOUNT; number++) {
    keys.add(keyOf(number))
    if (number > 50_000) largest = Math.max(largest, number % 100 === 0 ? keys.bytes / keys.size : 0)
  }
  expect(keys.size).toBe(AMOUNT)
  expect(largest).toBeLessThan(16)
  for (let number = 0; number < AMOUNT; number++) if (!keys.has(keyOf(number))) expect.fail(`lost ${number}`)
  for (let number = AMOUNT; number < 2 * AMOUNT; number++)
    if (keys.has(keyOf(number))) expect.fail(`knows ${number}, which it never met`)
})

test('counts a key once, and takes keys that are side by side', () => {
  const keys = new KnownKeys()
  const both = Buffer.concat([keyOf(1).subarray(0, 8), keyOf(2).subarray(0, 8)])
  for (const offset of [0, 8, 0]) keys.add(both, offset)
  keys.add(keyOf(1))
  expect(keys.size).toBe(2)
  expect([keys.has(keyOf(1)), keys.has(keyOf(2)), keys.has(keyOf(3))]).toEqual([true, true, false])
})

test('tells keys apart that differ in one half only, and knows no key of zeros', () => {
  const keys = new KnownKeys()
  for (const high of [0, 1024, 2048]) for (const low of [0, 1, 2]) keys.add(words(high, low))
  expect(keys.has(words(1024, 3))).toBe(false)
  expect(keys.has(words(3072, 1))).toBe(false)
  expect(keys.has(words(2048, 0))).toBe(true)
  expect(keys.has(words(0, 0))).toBe(false)
})

test('takes no more than its bound, and keeps the first', () => {
  const keys = new KnownKeys(10)
  for (let number = 0; number < 100; number++) keys.add(keyOf(number))
  expect(keys.size).toBe(10)
  expect([keys.has(keyOf(9)), keys.has(keyOf(10))]).toEqual([true, false])
})

function words(high: number, low: number): Uint8Array {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt32BE(high, 0)
  bytes.writeUInt32BE(low, 4)
  return bytes
}
