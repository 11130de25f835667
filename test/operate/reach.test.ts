import { setTimeout as sleep } from 'node:timers/promises'

import { NetworkError, StatusError, TimeoutError } from 'latchkey'
import { expect, test } from 'vitest'

import { Gate } from '../../packages/core/src/engine/control/gate.ts'
import { Reach } from '../../packages/core/src/engine/control/reach.ts'
import { Stop } from '../../packages/core/src/engine/control/stop.ts'
import { siteName, type SiteUnit } from '../../packages/core/src/frontier/site-name.ts'

const PLACE = { method: 'GET', url: 'https://shop.example/7' }
const refused = new NetworkError('ECONNREFUSED', PLACE, 'refused')
const refusedElsewhere = new NetworkError(
  'ECONNREFUSED',
  { method: 'GET', url: 'https://books.example/' },
  'refused',
)
const noNameServer = new NetworkError('DNS', PLACE, 'no address', {
  cause: Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN' }),
})
const noSuchName = new NetworkError('DNS', PLACE, 'no address', {
  cause: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }),
})
const noSocket = new NetworkError('EMFILE', PLACE, 'too many files')

function reach(patience = 60_000, unit: SiteUnit = 'domain') {
  const gate = new Gate({ crawler: 'shop', id: 1 })
  const stop = new Stop(1_000)
  const made = new Reach(gate, stop, { patience, siteOf: (url) => siteName(url, unit) })
  return { gate, stop, reach: made, isOutage: (error: unknown) => made.isOutage(error, performance.now()) }
}

test('a site that answered before and refuses now holds the run, until anything answers', () => {
  const { gate, reach: made, isOutage } = reach()
  made.answered('shop.example')
  expect(isOutage(refused)).toBe(true)
  expect(gate.holds).toEqual(['offline'])
  made.answered('shop.example')
  expect(gate.holds).toEqual([])
})

test('an outage is noticed where each origin is a site by itself', () => {
  const { gate, reach: made, isOutage } = reach(60_000, 'origin')
  made.answered('https://shop.example')
  expect(isOutage(refused)).toBe(true)
  expect(gate.holds).toEqual(['offline'])
})

test('a site that stays away while another answers is down by itself, and its pages spend tries', async () => {
  const { gate, reach: made, isOutage } = reach()
  made.answered('shop.example')
  made.answered('books.example')
  const before = performance.now()
  expect(isOutage(refused)).toBe(true)
  await sleep(5)
  made.answered('books.example')
  expect(made.isOutage(refused, before), 'one that was on its way already does not count').toBe(true)
  expect(isOutage(refused)).toBe(false)
  expect(gate.holds).toEqual([])
  expect(isOutage(refusedElsewhere), 'the other one going away too is an outage').toBe(true)
  made.answered('shop.example')
  expect(gate.holds).toEqual([])
})

test('a name that nobody has is no outage, and one that nobody could be asked for is', () => {
  const { gate, isOutage } = reach()
  expect([isOutage(noSuchName), isOutage(refused), gate.holds]).toEqual([false, false, []])
  expect(isOutage(noNameServer)).toBe(true)
  expect(gate.holds).toEqual(['offline'])
})

test('what answers badly is there, and a wait that was too long proves nothing', () => {
  const { gate, reach: made, isOutage } = reach()
  made.answered('shop.example')
  expect(isOutage(new TimeoutError('HEADERS_TIMEOUT', PLACE, 'too long'))).toBe(false)
  isOutage(refused)
  expect(isOutage(new TimeoutError('HEADERS_TIMEOUT', PLACE, 'too long'))).toBe(true)
  expect(gate.holds).toEqual(['offline'])
  expect(isOutage(new StatusError(PLACE, { status: 503 }))).toBe(false)
  expect(gate.holds).toEqual([])
})

test('a machine without sockets is never the fault of a page', () => {
  const { gate, reach: made, isOutage } = reach()
  for (const _ of [1, 2, 3]) {
    expect(isOutage(noSocket)).toBe(true)
    expect(gate.holds).toEqual(['offline'])
    made.answered('shop.example')
  }
})

test('an outage that lasts too long ends the run with what was in the way at first', async () => {
  const { stop, reach: made, isOutage } = reach(500)
  made.answered('shop.example')
  isOutage(refused)
  await expect.poll(() => stop.reason, { timeout: 3_000 }).toBe('stopped')
  expect(stop.problem).toBe(
    'nothing could be reached for 0 minutes, at first: GET https://shop.example/7: refused',
  )
  made.close()
  stop.done()
})

test('a gate that is held lets one page of each site look, and all go once it is released', async () => {
  const gate = new Gate({ crawler: 'shop', id: 1 })
  const stop = new AbortController()
  const passed: string[] = []
  gate.hold('offline')
  const waiting = ['a', 'a', 'b', 'b'].map(async (site) => {
    await gate.pass(site, stop.signal)
    passed.push(site)
  })
  gate.probe('offline')
  await sleep(1)
  expect(passed).toEqual(['a', 'b'])
  gate.hold('paused')
  gate.probe('offline')
  await sleep(1)
  expect(passed, 'a paused run looks for nothing').toEqual(['a', 'b'])
  gate.release('offline')
  gate.release('paused')
  await Promise.all(waiting)
  expect(passed).toEqual(['a', 'b', 'a', 'b'])
})
