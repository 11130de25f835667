import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { runRoute } from '../../packages/core/src/extract/route/run-route.ts'
import { Terminated, watched } from '../../packages/core/src/extract/route/watchdog.ts'

test('functions that share a watch each have their own result and their own error', async () => {
  const works = [() => 1, () => Promise.reject(new Error('two')), () => JSON.parse('{'), () => 'four']
  const outcomes = await Promise.allSettled(works.map((work) => watched<unknown>(work, 1_000)))
  expect(outcomes.map((outcome) => ('value' in outcome ? outcome.value : outcome.reason.name))).toEqual([
    1,
    'Error',
    'SyntaxError',
    'four',
  ])
})

test('an endless function is ended alone: those beside it are called, with limits of their own', async () => {
  const endless = () => {
    for (;;);
  }
  const backtracking = () => /^(a+)+$/.test(`${'a'.repeat(40)}b`)
  const outcomes = await Promise.allSettled([
    watched(() => 'before', 100),
    watched(endless, 100),
    watched(() => 'between', 100),
    watched(backtracking, 50),
    watched(() => busy(120), 2_000),
  ])
  expect(
    outcomes.map((outcome) => ('value' in outcome ? outcome.value : outcome.reason.constructor)),
  ).toEqual(['before', Terminated, 'between', Terminated, 'in time'])
})

test('a function may use its whole limit, however long those before it took', async () => {
  const works = Array.from({ length: 4 }, () => watched(() => busy(200), 500))
  expect(await Promise.all(works)).toEqual(['in time', 'in time', 'in time', 'in time'])
})

test('a limit may have a fraction, be longer than any timer, and be none at all', async () => {
  for (const limit of [1_500.5, 5e9, Infinity]) {
    expect(await watched(() => 'in time', limit)).toBe('in time')
    expect(await runRoute(() => sleep(50, 'in time'), limit)).toBe('in time')
  }
})

function busy(milliseconds: number): string {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
  return 'in time'
}
