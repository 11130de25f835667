import { afterEach, describe, expect, test, vi } from 'vitest'

import { DefinitionError, StoreError } from '../../../packages/core/src/errors.ts'
import type { CookieState } from '../../../packages/core/src/session/cookies/cookie-state.ts'
import type { CookieEvent } from '../../../packages/core/src/session/cookies/cookie.ts'
import { CookieJar } from '../../../packages/core/src/session/cookies/jar.ts'
import { formatCookiesTxt } from '../../../packages/core/src/session/formats/cookies-txt.ts'
import { Secret } from '../../../packages/core/src/session/secret.ts'

const URL_A = new URL('https://www.shop.example/a/b')
const DAY = 24 * 3600 * 1000

afterEach(() => {
  vi.useRealTimers()
})

function jarWith(...lines: string[]): CookieJar {
  const jar = new CookieJar()
  jar.receive(URL_A, lines)
  return jar
}

function atTime(time: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: time })
}

test('a jar gives its cookies one after the other, in order of creation', () => {
  const jar = jarWith('a=1', 'b=2')
  expect(Array.from(jar, ({ name, value }) => `${name}=${value}`)).toEqual(['a=1', 'b=2'])
  expect(formatCookiesTxt(jar)).toBe(formatCookiesTxt(jar.all()))
})

describe('expiry', () => {
  test('is absolute: Max-Age does not begin anew when the cookie is used, saved or loaded (tough-cookie#154)', () => {
    atTime(0)
    let jar = jarWith('a=1; Max-Age=2')
    for (const time of [500, 1000, 1500, 1999]) {
      vi.setSystemTime(time)
      expect(jar.header(URL_A)).toBe('a=1')
      jar = CookieJar.from(JSON.parse(JSON.stringify(jar)))
    }
    vi.setSystemTime(2000)
    expect(jar.header(URL_A)).toBeUndefined()
    expect(jar.all()).toEqual([])
  })

  test('ends a cookie although its header was kept', () => {
    atTime(0)
    const jar = jarWith('a=1; Max-Age=10; Path=/', 'b=1; Path=/')
    expect(jar.header(URL_A)).toBe('a=1; b=1')
    vi.setSystemTime(10_000)
    expect(jar.header(URL_A)).toBe('b=1')
  })

  test.each(['Max-Age=99999999999', 'Expires=Fri, 31 Dec 9999 23:59:59 GMT'])(
    'is at most 400 days away: %s',
    (attribute) => {
      atTime(1_000_000)
      expect(jarWith(`a=1; ${attribute}`).all()[0]?.expires?.getTime()).toBe(1_000_000 + 400 * DAY)
    },
  )

  test('of a cookie set by the program is at most 400 days away', () => {
    const jar = new CookieJar()
    jar.set({ name: 'a', value: '1', domain: 'shop.example', expires: new Date(8.64e15) })
    expect(Number(jar.all()[0]?.expires)).toBeLessThanOrEqual(Date.now() + 400 * DAY)
  })

  test('in the past removes the cookie, with an event', () => {
    const jar = jarWith('a=1')
    expect(jar.receive(URL_A, ['a=; Max-Age=0'])).toEqual([
      { type: 'removed', name: 'a', domain: 'www.shop.example' },
    ])
    expect(jar.receive(URL_A, ['a=; Max-Age=0'])).toEqual([])
  })
})

describe('version', () => {
  test('grows with each change of content, and only then', () => {
    const jar = new CookieJar()
    const seen = [jar.version]
    const grows = (change: () => unknown) => {
      change()
      const last = seen.at(-1) ?? 0
      seen.push(jar.version)
      return jar.version > last
    }
    expect(grows(() => jar.receive(URL_A, ['a=1']))).toBe(true)
    expect(grows(() => jar.receive(URL_A, ['a=1']))).toBe(false)
    expect(grows(() => jar.receive(URL_A, ['a=2']))).toBe(true)
    expect(grows(() => jar.receive(URL_A, ['a=2; HttpOnly']))).toBe(true)
    expect(grows(() => jar.receive(URL_A, ['b=1; Domain=com']))).toBe(false)
    expect(grows(() => jar.header(URL_A))).toBe(false)
    expect(grows(() => jar.delete('nobody'))).toBe(false)
    expect(grows(() => jar.delete('a'))).toBe(true)
    expect(grows(() => jar.clear())).toBe(false)
  })
})

describe('the Cookie header', () => {
  test('is undefined for an empty jar', () => {
    expect(new CookieJar().header(URL_A)).toBeUndefined()
    expect(new CookieJar().header(URL_A, new Map([['a', null]]))).toBeUndefined()
  })

  test('follows every change of the jar', () => {
    const jar = jarWith('a=1; Path=/')
    expect(jar.header(URL_A)).toBe('a=1')
    jar.receive(URL_A, ['a=2; Path=/'])
    expect(jar.header(URL_A)).toBe('a=2')
    jar.set({ name: 'b', value: '1', url: URL_A, path: '/' })
    expect(jar.header(URL_A)).toBe('a=2; b=1')
    jar.delete('a')
    expect(jar.header(URL_A)).toBe('b=1')
    jar.clear()
    expect(jar.header(URL_A)).toBeUndefined()
  })

  test('is the same for every port, and differs by scheme and host', () => {
    const jar = jarWith('a=1; Path=/')
    expect(jar.header(new URL('https://www.shop.example:8443/'))).toBe('a=1')
    expect(jar.header(new URL('http://www.shop.example:8080/'))).toBe('a=1')
    expect(jar.header(new URL('https://shop.example/'))).toBeUndefined()
  })

  test("has the request's own cookies in place of the jar's of the same name, then the new ones", () => {
    const jar = jarWith('a=1; Path=/', 'b=1; Path=/', 'c=1; Path=/a', 'a=0; Path=/a')
    expect(jar.header(URL_A)).toBe('c=1; a=0; a=1; b=1')
    const own = new Map([
      ['a', '9'],
      ['b', null],
      ['x', 'y'],
      ['', 'bare'],
    ])
    expect(jar.header(URL_A, own)).toBe('c=1; a=9; x=y; bare')
    expect(jar.header(URL_A)).toBe('c=1; a=0; a=1; b=1')
  })
})

describe('set', () => {
  test('with a domain makes a cookie for it and all below', () => {
    const jar = new CookieJar()
    jar.set({ name: 'a', value: '1', domain: '.Shop.Example' })
    expect(jar.header(URL_A)).toBe('a=1')
    expect(jar.all()).toMatchObject([{ domain: 'shop.example', hostOnly: false, path: '/' }])
  })

  test('with a url makes a host-only cookie of its folder', () => {
    const jar = new CookieJar()
    jar.set({ name: 'a', value: new Secret(() => '1'), url: URL_A.href })
    expect(jar.all()).toMatchObject([{ value: '1', domain: 'www.shop.example', hostOnly: true, path: '/a' }])
  })

  test.each(['localhost', 'intranet', '127.0.0.1', '::1'])(
    'with the domain %s makes a host-only cookie',
    (domain) => {
      const jar = new CookieJar()
      jar.set({ name: 'a', value: '1', domain })
      expect(jar.all()).toMatchObject([{ domain, hostOnly: true }])
    },
  )

  test('takes an internationalised domain', () => {
    const jar = new CookieJar()
    jar.set({ name: 'a', value: '1', domain: 'bücher.example' })
    expect(jar.header(new URL('https://www.bücher.example/'))).toBe('a=1')
  })

  test.each([
    [{ name: '', value: '' }, 'neither a name nor a value'],
    [JSON.parse('{"name":"a","value":7}'), 'not a string'],
    [JSON.parse('{"value":"1"}'), 'not a string'],
    [{ name: 'a', value: '1', expires: new Date('soon') }, 'not a date'],
    [{ name: 'a', value: 'ł' }, 'U+00FF'],
    [{ name: 'a', value: ' b' }, 'outer spaces'],
    [{ name: 'a', value: 'x'.repeat(4096) }, '4096 bytes'],
    [{ name: 'a', value: '1', path: `/${'x'.repeat(1024)}` }, '1024'],
    [{ name: 'a', value: '1', domain: 'co.uk' }, 'name the domain below it'],
    [{ name: 'a', value: '1', domain: 'shop example' }, 'give it a url or a domain'],
    [{ name: 'a', value: '1', domain: 'shop.example/x' }, 'give it a url or a domain'],
    [{ name: 'a', value: '1', domain: 'bank.example', url: URL_A }, 'does not belong to'],
    [{ name: 'a', value: '1', secure: true, url: 'http://shop.example' }, 'not come over https'],
    [{ name: 'a', value: '1', sameSite: 'none' as const }, 'must be Secure'],
    [{ name: '__Host-a', value: '1' }, '__Host- must be Secure'],
  ])('refuses %j with its remedy', (init, message) => {
    const set = () => new CookieJar().set({ domain: 'url' in init ? undefined : 'shop.example', ...init })
    expect(set).toThrow(DefinitionError)
    expect(set).toThrow(message)
  })

  test('takes exactly 4096 bytes of name and value', () => {
    const jar = new CookieJar()
    jar.set({ name: 'a', value: 'x'.repeat(4095), domain: 'shop.example' })
    expect(jar.get('a')).toHaveLength(4095)
  })
})

describe('get, delete and all', () => {
  test('get gives the value sent first to a URL, without one the newest', () => {
    const jar = jarWith('a=deep; Path=/a', 'a=root; Path=/')
    expect(jar.get('a', URL_A)).toBe('deep')
    expect(jar.get('a', new URL('https://www.shop.example/'))).toBe('root')
    expect(jar.get('a', new URL('https://other.example/'))).toBeUndefined()
    expect(jar.get('a')).toBe('root')
    expect(jar.get('b')).toBeUndefined()
  })

  test('delete removes all of a name, or those of one domain or path', () => {
    const lines = ['a=1; Path=/', 'a=2; Path=/a', 'a=3; Path=/; Domain=shop.example', 'b=1']
    expect(jarWith(...lines).delete('a')).toBe(3)
    expect(jarWith(...lines).delete('a', { path: '/' })).toBe(2)
    expect(jarWith(...lines).delete('a', { domain: '.Shop.example' })).toBe(1)
    expect(jarWith(...lines).delete('c')).toBe(0)
  })

  test('all gives copies: changing one changes no jar', () => {
    const jar = jarWith('a=1; Max-Age=60')
    const [cookie] = jar.all()
    cookie?.expires?.setTime(0)
    Object.assign(cookie ?? {}, { value: 'x\r\n' })
    expect(jar.header(URL_A)).toBe('a=1')
  })
})

describe('a state', () => {
  test('brings back every cookie with its flags and its order, session cookies too', () => {
    const jar = jarWith(
      'a=1; Max-Age=60; HttpOnly; SameSite=Strict',
      'b=2; Domain=shop.example; Secure; Path=/',
      'bare',
      'a=3; Domain=www.shop.example',
    )
    const state: CookieState = JSON.parse(JSON.stringify(jar))
    expect(state.version).toBe(1)
    expect(state.cookies[0]).toMatchObject({
      hostOnly: true,
      sameSite: 'strict',
      expires: jar.all()[0]?.expires?.toISOString(),
    })
    expect(CookieJar.from(state).all()).toEqual(jar.all())
    expect(CookieJar.from(state).header(URL_A)).toBe(jar.header(URL_A))
  })

  test('is judged like anything else that comes in', () => {
    const good = {
      name: 'a',
      value: '1',
      domain: 'shop.example',
      hostOnly: false,
      path: '/',
      secure: false,
      httpOnly: false,
    }
    const events: CookieEvent[] = []
    const changes = [
      { domain: 'com' },
      { value: 'x\r\n' },
      { path: '/;' },
      { name: '__Host-a' },
      { expires: '2020-01-01T00:00:00Z' },
    ]
    const cookies = [good, ...changes.map((change) => Object.assign({}, good, change))]
    const jar = CookieJar.from({ version: 1, cookies }, { onEvent: (event) => events.push(event) })
    expect(jar.all()).toHaveLength(1)
    expect(events.map(({ reason }) => reason)).toEqual([
      undefined,
      'public-suffix',
      'characters',
      'characters',
      'prefix',
      'expired',
    ])
  })

  test.each([
    [undefined, 'COOKIES_DAMAGED', 'the state is not'],
    [{}, 'COOKIES_DAMAGED', 'the state is not'],
    [{ version: 2, cookies: [] }, 'COOKIES_VERSION', 'version 2, not 1'],
    [{ version: 1 }, 'COOKIES_DAMAGED', 'cookies is not an array'],
    [{ version: 1, cookies: [null] }, 'COOKIES_DAMAGED', 'cookies[0] is not an object'],
    [{ version: 1, cookies: [{ name: 1 }] }, 'COOKIES_DAMAGED', 'cookies[0].name is not a string'],
  ])('that is damaged or of another version says so: %j', (state, code, message) => {
    expect(() => CookieJar.from(state)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
    expect(() => CookieJar.from(state)).toThrow(StoreError)
  })

  test('does not tie a clone to its origin', () => {
    const jar = jarWith('a=1', 'b=1')
    const copy = jar.clone()
    copy.receive(URL_A, ['a=2'])
    jar.delete('b')
    expect(copy.header(URL_A)).toBe('a=2; b=1')
    expect(jar.header(URL_A)).toBe('a=1')
  })
})
