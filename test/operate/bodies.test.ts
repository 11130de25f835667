import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { Bodies, type BodyRoom } from '../../packages/core/src/engine/control/bodies.ts'

const { signal } = new AbortController()

test('pages begin as long as there is room for one as large as the last ones of their site', async () => {
  const bodies = new Bodies(10e6)
  const first = await bodies.room('shop', signal)
  first.set(5e6)
  const second = await bodies.room('shop', signal)
  let third: BodyRoom | undefined
  void bodies.room('shop', signal).then((room) => (third = room))
  await sleep(1)
  expect(third, 'two take all there is').toBeUndefined()
  const elsewhere = bodies.room('books', signal)
  first[Symbol.dispose]()
  await sleep(1)
  expect(third).toBeDefined()
  second[Symbol.dispose]()
  await elsewhere
})

test('small pages of a site let many begin at once', async () => {
  const bodies = new Bodies(10e6)
  ;(await bodies.room('shop', signal)).set(10_000)
  const rooms = await Promise.all(Array.from({ length: 500 }, () => bodies.room('shop', signal)))
  expect(rooms).toHaveLength(500)
})

test('a page that is larger than all the room begins alone', async () => {
  const bodies = new Bodies(1e6)
  const first = await bodies.room('shop', signal)
  first.set(50e6)
  let begun = false
  void bodies.room('shop', signal).then(() => (begun = true))
  await sleep(1)
  expect(begun).toBe(false)
  first[Symbol.dispose]()
  await sleep(1)
  expect(begun).toBe(true)
})

test('who waits for room is let go when the run stops', async () => {
  const bodies = new Bodies(1e6)
  await bodies.room('shop', signal)
  const stop = new AbortController()
  const waiting = bodies.room('shop', stop.signal)
  stop.abort(new Error('stopping'))
  await expect(waiting).rejects.toThrow('stopping')
})
