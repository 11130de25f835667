import { afterEach, describe, expect, test, vi } from 'vitest'

import type { CookieEvent } from '../../../packages/core/src/session/cookies/cookie.ts'
import { CookieJar } from '../../../packages/core/src/session/cookies/jar.ts'

const SHOP = new URL('https://www.shop.example/')

afterEach(() => {
  vi.useRealTimers()
})

/** A jar whose cookies were set one millisecond after the other. */
function slowly(
  lines: string[],
  url: (index: number) => URL = () => SHOP,
  events: CookieEvent[] = [],
): CookieJar {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 })
  const jar = new CookieJar({ onEvent: (event) => events.push(event) })
  for (const [index, line] of lines.entries()) {
    vi.setSystemTime(index + 1)
    jar.receive(url(index), [line])
  }
  return jar
}

const numbered = (count: number, attributes = '') =>
  Array.from({ length: count }, (_, index) => `c${index}=1${attributes}`)

test('a cookie may have 4096 bytes of name and value, not one more', () => {
  const jar = new CookieJar()
  const events = jar.receive(SHOP, [`a=${'x'.repeat(4095)}`, `b=${'x'.repeat(4096)}`, `${'n'.repeat(4097)}=`])
  expect(events.map(({ reason }) => reason)).toEqual([undefined, 'size', 'size'])
  expect(events[2]?.name.length).toBeLessThanOrEqual(256)
})

test('an attribute of more than 1024 bytes is passed over, as if it were not there', () => {
  const jar = new CookieJar()
  const long = 'x'.repeat(1024)
  jar.receive(SHOP, [
    `a=1; Path=/${long}`,
    `b=1; Path=/ok; Path=/${long}`,
    `c=1; Domain=${long}x`,
    `d=1; Path=/${long.slice(1)}`,
  ])
  const kept = jar.all().map(({ name, path, hostOnly }) => [name, path.length, hostOnly])
  expect(kept).toEqual([
    ['a', 1, true],
    ['b', 3, true],
    ['c', 1, true],
    ['d', 1024, true],
  ])
})

describe('eviction (RFC 6265bis 5.7)', () => {
  test('keeps 180 cookies of a domain and drops the one used longest ago', () => {
    const events: CookieEvent[] = []
    const jar = slowly(numbered(181), undefined, events)
    expect(jar.all()).toHaveLength(180)
    expect(events.filter(({ type }) => type === 'evicted')).toEqual([
      { type: 'evicted', name: 'c0', domain: 'www.shop.example', reason: 'too-many' },
    ])
  })

  test.each(['/', '/x'])('counts sending as use, with path %s', (path) => {
    const shop = new URL(`https://shop.example${path}`)
    const jar = slowly([...numbered(90, `; Path=${path}; Domain=shop.example`), ...numbered(90)], () => shop)
    for (const time of [1000, 2000]) {
      vi.setSystemTime(time)
      jar.header(new URL(`https://www.shop.example${path}`))
    }
    vi.setSystemTime(1500)
    for (const index of Array(90).keys()) jar.receive(shop, [`new${index}=1`])
    expect(jar.header(new URL(`https://www.shop.example${path}`))?.split('; ')).toHaveLength(90)
    expect(jar.all()).toHaveLength(180)
  })

  test('drops cookies that are not Secure before any that is', () => {
    const jar = slowly([...numbered(100, '; Secure'), ...numbered(200).map((line) => `x${line}`)])
    const names = jar.all().map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('c'))).toHaveLength(100)
    expect(names).toHaveLength(180)
  })

  test('drops expired cookies first', () => {
    const jar = slowly([...numbered(179), 'soon=1; Max-Age=1'])
    vi.setSystemTime(5000)
    jar.receive(SHOP, ['new=1'])
    expect(jar.get('c0')).toBe('1')
    expect(jar.all()).toHaveLength(180)
  })

  test('keeps 3000 cookies in all and drops the one used longest ago', () => {
    const jar = slowly(numbered(3001), (index) => new URL(`https://h${index % 100}.example/`))
    expect(jar.all()).toHaveLength(3000)
    expect(jar.get('c0')).toBeUndefined()
    expect(jar.get('c1')).toBe('1')
  })

  test('leaves other domains alone', () => {
    const jar = slowly(
      ['sid=1', ...numbered(500)],
      (index) => new URL(index === 0 ? 'https://a.example/' : 'https://b.example/'),
    )
    expect(jar.get('sid')).toBe('1')
    expect(jar.all()).toHaveLength(181)
  })

  test('leaves nothing behind of the paths of a long crawl', () => {
    const jar = new CookieJar()
    for (let page = 0; page < 20_000; page++)
      jar.receive(new URL(`https://shop.example/p${page}/x`), ['seen=1'])
    const start = performance.now()
    for (let page = 0; page < 1000; page++) jar.header(new URL(`https://shop.example/p${page}/x`))
    expect(performance.now() - start).toBeLessThan(500)
    expect(jar.all()).toHaveLength(180)
  })
})

describe('a request', () => {
  test('carries at most 150 cookies; the rest is withheld with an event', () => {
    const events: CookieEvent[] = []
    const jar = slowly(numbered(160), undefined, events)
    expect(jar.header(SHOP)?.split('; ')).toHaveLength(150)
    expect(events.filter(({ type }) => type === 'withheld').map(({ name }) => name)).toEqual(
      Array.from({ length: 10 }, (_, index) => `c${150 + index}`),
    )
  })

  test('has a Cookie line of at most 8190 bytes', () => {
    const jar = new CookieJar()
    const filler = 'x'.repeat(4080)
    jar.receive(SHOP, [`a=${filler}`, `b=${filler}`, `c=${'x'.repeat(12)}`])
    expect(`Cookie: ${jar.header(SHOP)}`).toHaveLength(8190)
    jar.receive(SHOP, [`c=${'x'.repeat(13)}`])
    expect(jar.header(SHOP)).toBe(`a=${filler}; b=${filler}`)
  })
})

test('a response sets at most 50 cookies; those it may not set do not count', () => {
  const jar = new CookieJar()
  const events = jar.receive(SHOP, ['bad=1; Domain=com', ...numbered(51)])
  expect(events.at(-1)).toEqual({
    type: 'refused',
    name: 'c50',
    domain: 'www.shop.example',
    reason: 'too-many',
  })
  expect(jar.all()).toHaveLength(50)
})
