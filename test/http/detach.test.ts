import { execFileSync } from 'node:child_process'

import { expect, test } from 'vitest'

import { detach } from '../../packages/core/src/http/detach.ts'

test('copies texts, lists and plain objects, deep', () => {
  const bare: object = Object.assign(Object.create(null), { text: 'a text that is long enough' })
  const record = {
    short: 'a',
    text: 'é日😀 and more than thirteen characters',
    lone: '\uD800 half a surrogate pair is kept',
    list: ['a text that is long enough', [1, null, undefined, true, 10n]],
    bare,
  }
  const copy = detach(record)
  expect(copy).toEqual(record)
  expect(copy).not.toBe(record)
  expect(copy.list).not.toBe(record.list)
  expect(Object.getPrototypeOf(copy.bare)).toBeNull()
})

test('leaves everything else what it is', () => {
  const parts = [new Date(0), new URL('https://a.example'), new Map(), /x/, () => 1, Symbol.iterator]
  for (const part of parts) expect(detach(part)).toBe(part)
})

test('keeps a property called __proto__ a property', () => {
  const copy = detach(JSON.parse('{"__proto__": {"x": 1}}'))
  expect(Object.keys(copy)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
})

test('neither a record nor a link keeps its page in memory', () => {
  const output = execFileSync(process.execPath, ['--expose-gc', `${import.meta.dirname}/detach-memory.ts`])
  const { kept, detached, link } = JSON.parse(output.toString())
  // Without a copy each record of 30 characters holds its page of 100 KB.
  expect(kept).toBeGreaterThan(90_000)
  expect(detached).toBeLessThan(2000)
  expect(link).toBeLessThan(2000)
})
