import { inspect } from 'node:util'

import { Secret } from 'latchkey'
import { expect, test } from 'vitest'

import { reveal } from '../../packages/core/src/session/secret.ts'

test('a secret of another copy of the module is a secret too', async () => {
  const copy = (await import(
    `${new URL('../../packages/core/src/session/secret.ts', import.meta.url).href}?copy`
  )) as { readonly Secret: typeof Secret }
  const foreign = new copy.Secret(() => 'lovelace')
  expect(copy.Secret).not.toBe(Secret)
  expect(foreign).toBeInstanceOf(Secret)
  expect(reveal(foreign)).toBe('lovelace')
  expect([String(foreign), inspect(foreign), JSON.stringify(foreign)].join()).not.toContain('lovelace')
})

test('what only looks like a secret is none', () => {
  for (const value of ['[secret]', null, undefined, { reveal: () => 'x' }, () => 'x']) {
    expect(value instanceof Secret).toBe(false)
  }
})
