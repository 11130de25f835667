import { inspect } from 'node:util'

import { afterEach, describe, expect, test, vi } from 'vitest'

import { DefinitionError, StoreError } from '../../../packages/core/src/errors.ts'
import type { CookieEvent, CookieInit } from '../../../packages/core/src/session/cookies/cookie.ts'
import { CookieJar } from '../../../packages/core/src/session/cookies/jar.ts'

const HTTPS = new URL('https://www.shop.example/')
const HTTP = new URL('http://www.shop.example/')

afterEach(() => {
  vi.useRealTimers()
})

function jarWith(...lines: string[]): CookieJar {
  const jar = new CookieJar()
  jar.receive(HTTPS, lines)
  return jar
}

describe('Secure cookies', () => {
  test('go over https only, not even to http on this machine', () => {
    const jar = jarWith('a=1; Secure')
    expect(jar.header(HTTPS)).toBe('a=1')
    expect(jar.header(HTTP)).toBeUndefined()
    const local = new CookieJar()
    local.receive(new URL('https://127.0.0.1/'), ['a=1; Secure'])
    expect(local.header(new URL('http://127.0.0.1/'))).toBeUndefined()
  })

  test('cannot be set over http', () => {
    const jar = new CookieJar()
    expect(jar.receive(HTTP, ['a=1; Secure'])).toMatchObject([{ type: 'refused', reason: 'insecure' }])
    expect(jar.all()).toEqual([])
  })

  test.each([
    'http://127.0.0.1:8080/',
    'http://127.1.2.3/',
    'http://[::1]/',
    'http://localhost/',
    'http://a.localhost/',
  ])('work over %s once loopback is trusted', (url) => {
    const jar = new CookieJar({ trustLoopback: true })
    jar.receive(new URL(url), ['__Host-a=1; Secure; Path=/'])
    expect(jar.header(new URL(url))).toBe('__Host-a=1')
    expect(jar.receive(new URL('http://127.0.0.1.nip.example/'), ['b=1; Secure'])).toMatchObject([
      { reason: 'insecure' },
    ])
  })

  test('are not overwritten over http: curl test 414', () => {
    const jar = new CookieJar()
    jar.receive(new URL('https://attack.invalid/a/b/414'), [
      'SESSIONID=originaltoken; secure',
      'second=originaltoken; secure; path=/a',
    ])
    jar.receive(new URL('http://attack.invalid/a/b/4140002'), [
      'SESSIONID=hacker; domain=attack.invalid;',
      'second=replacement; path=/a/b',
    ])
    expect(jar.header(new URL('https://attack.invalid/a/b/4140003'))).toBe(
      'SESSIONID=originaltoken; second=originaltoken',
    )
  })

  test('are not overwritten over http: curl test 3305, CVE-2025-9086 and tough-cookie#79', () => {
    const jar = new CookieJar()
    jar.receive(HTTPS, ['this=secret; domain=shop.example; secure; path=/', 'second=fine;'])
    expect(jar.header(HTTP)).toBe('second=fine')
    jar.receive(HTTP, ['this=open; path=/', 'second=override'])
    expect(jar.header(HTTPS)).toBe('this=secret; second=override')
  })

  test.each([
    ['the same path', '/login', false],
    ['a path below', '/login/en', false],
    ['the path above', '/', true],
    ['another path', '/foo', true],
    ['a path that only begins alike', '/loginx', true],
  ])('keep http from setting their name for %s', (_what, path, taken) => {
    const jar = jarWith('a=1; Secure; Path=/login')
    const [event] = jar.receive(HTTP, [`a=evil; Path=${path}`])
    expect(event?.type).toBe(taken ? 'set' : 'refused')
  })

  test.each([
    ['a parent domain', 'a=1; Secure; Path=/; Domain=shop.example', 'http://www.shop.example/', 'a=2'],
    ['a domain below', 'a=1; Secure; Path=/', 'http://shop.example/', 'a=2; Domain=shop.example'],
  ])('keep http from setting their name on %s', (_what, secure, url, line) => {
    expect(jarWith(secure).receive(new URL(url), [line])).toMatchObject([
      { type: 'refused', reason: 'overlay' },
    ])
  })

  test('cannot be removed over http, and may be replaced over https', () => {
    const jar = jarWith('a=1; Secure')
    jar.receive(HTTP, ['a=; Max-Age=0'])
    expect(jar.get('a')).toBe('1')
    jar.receive(HTTPS, ['a=2'])
    expect(jar.header(HTTP)).toBe('a=2')
  })
})

describe('prefixed names', () => {
  test.each([
    '__Secure-a=1; Secure',
    '__Secure-a=1; Secure; Domain=shop.example; Path=/x',
    '__Host-a=1; Secure; Path=/',
    '__HOST-a=1; Secure; Path=/',
    '__Hosta=1',
    'x__Host-a=1',
  ])('are taken when they keep their promise: %s', (line) => {
    expect(jarWith(line).all()).toHaveLength(1)
  })

  test.each([
    '__Secure-a=1',
    '__secure-a=1; Domain=shop.example',
    '__SeCuRe-a=1',
    '__Host-a=1; Path=/',
    '__Host-a=1; Secure',
    '__Host-a=1; Secure; Path=',
    '__Host-a=1; Secure; Path=/x',
    '__host-a=1; Secure; Path=/; Domain=www.shop.example',
    '=__Host-a=1; Secure; Path=/',
    '__Host-a; Secure; Path=/',
    '__secure-a',
    '= __Secure-a=1; Secure',
  ])('are refused when they break it: %s', (line) => {
    const jar = new CookieJar()
    expect(jar.receive(HTTPS, [line])).toMatchObject([{ type: 'refused', reason: 'prefix' }])
  })
})

describe('the holes of others', () => {
  test('CVE-2022-27779: no cookie for a top-level domain with a dot at its end', () => {
    const jar = new CookieJar()
    jar.receive(new URL('https://a.me./'), ['a=1; Domain=me.'])
    jar.receive(new URL('https://a.me/'), ['b=1; Domain=me.', 'c=1; Domain=.me'])
    expect(jar.all()).toEqual([])
  })

  test('CVE-2023-46218: no cookie for a public suffix in mixed case', () => {
    const jar = new CookieJar()
    jar.receive(new URL('https://curl.CO.UK/'), ['a=1; Domain=CO.UK', 'b=1; Domain=co.UK'])
    expect(jar.header(new URL('https://bank.co.uk/'))).toBeUndefined()
    expect(jar.all()).toEqual([])
  })

  test('CVE-2022-35252: no control characters, by whichever way they come', () => {
    const jar = new CookieJar()
    for (const bad of ['\0', '\x01', '\n', '\r', '\x1f', '\x7f']) {
      jar.receive(HTTPS, [`a=b${bad}c`, `a${bad}=b`, `a=b; Path=/${bad}x`])
      for (const init of [
        { name: 'a', value: bad },
        { name: `a${bad}`, value: 'b' },
        { name: 'a', value: 'b', path: `/${bad}` },
      ]) {
        expect(() => jar.set({ ...init, domain: 'shop.example' })).toThrow(DefinitionError)
        jar.add([{ ...init, domain: 'shop.example' }])
      }
      expect(() => jar.header(HTTPS, new Map([['a', bad]]))).toThrow(DefinitionError)
      expect(() => jar.header(HTTPS, new Map([[bad, 'a']]))).toThrow(DefinitionError)
    }
    expect(jar.all()).toEqual([])
  })

  test('CVE-2022-32205: a flood of cookies neither fills the jar nor makes the header too long', () => {
    const jar = new CookieJar()
    const lines = Array.from({ length: 200 }, (_, index) => `c${index}=${'x'.repeat(4000)}`)
    expect(jar.receive(HTTPS, lines).filter(({ type }) => type === 'set')).toHaveLength(50)
    expect(jar.all()).toHaveLength(50)
    expect(`Cookie: ${jar.header(HTTPS)}`.length).toBeLessThanOrEqual(8190)
  })

  test('CVE-2023-26136: names, paths and domains from the prototype are like any other', () => {
    const jar = new CookieJar()
    jar.receive(new URL('https://__proto__/'), [
      '__proto__=1; Path=/__proto__',
      'constructor=1',
      'toString=1; Path=/constructor',
    ])
    jar.receive(HTTPS, ['hasOwnProperty=1; Domain=__proto__', '__proto__=polluted'])
    expect(jar.header(new URL('https://__proto__/__proto__'))).toBe('__proto__=1; constructor=1')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(CookieJar.from(JSON.parse(JSON.stringify(jar))).header(HTTPS)).toBe('__proto__=polluted')
  })

  test('CVE-2015-2296: a cookie without a domain belongs to the host that set it, not to where it redirects', () => {
    const jar = new CookieJar()
    jar.receive(new URL('https://a.shop.example/'), ['sid=1'])
    expect(jar.header(new URL('https://b.shop.example/'))).toBeUndefined()
    expect(() => jar.set({ name: 'sid', value: '1' })).toThrow('give it a url or a domain')
  })

  test('CVE-2026-9679: values are not percent-decoded', () => {
    const jar = jarWith('a=%0d%0aX%3A1%3b')
    expect(jar.header(HTTPS)).toBe('a=%0d%0aX%3A1%3b')
    expect(jar.get('a')).toBe('%0d%0aX%3A1%3b')
  })

  test('CVE-2026-11525: SameSite is the whole value, not a part of it', () => {
    const jar = jarWith('a=1; SameSite=NotStrictAtAll', 'b=1; SameSite="Lax"')
    expect(jar.all().map(({ sameSite }) => sameSite)).toEqual([undefined, undefined])
  })

  test('GHSA-v3r7: a value cannot bring attributes or cookies of its own', () => {
    const jar = new CookieJar()
    for (const init of [
      { name: 'a', value: '1; b=2' },
      { name: 'a;b', value: '1' },
      { name: 'a=b', value: '1' },
      { name: 'a', value: '1', path: '/;x' },
    ]) {
      expect(() => jar.set({ ...init, domain: 'shop.example' })).toThrow(DefinitionError)
    }
    expect(() => jar.header(HTTPS, new Map([['a', '1; admin=1']]))).toThrow(DefinitionError)
    expect(jar.all()).toEqual([])
  })

  test('a long run of blanks takes no long time', () => {
    const jar = new CookieJar()
    const start = performance.now()
    jar.receive(HTTPS, [`a=b${' \t'.repeat(200_000)}c; ${' '.repeat(200_000)}x = ${' '.repeat(200_000)}`])
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe('secrets', () => {
  const secret = 'hunter2-very-secret'
  test('are in no event and no inspection', () => {
    const events: CookieEvent[] = []
    const jar = new CookieJar({ onEvent: (event) => events.push(event) })
    jar.receive(HTTPS, [`a=${secret}`, secret, `b=${secret}\0`, `c=${secret}; Domain=com`, `${secret}\x01`])
    expect(events).toHaveLength(5)
    expect(everything(jar, events)).not.toContain(secret)
    expect(everything(jar, events)).toContain('"a" of www.shop.example')
  })

  test.each<CookieInit>([
    { name: 'a', value: `${secret}\n`, domain: 'shop.example' },
    { name: 'a', value: secret, domain: 'com' },
    { name: '__Host-a', value: secret, domain: 'shop.example' },
    { name: 'a', value: secret, url: 'not a url' },
  ])('are in no message (%#)', (init) => {
    const error = catching(() => new CookieJar().set({ ...init, url: init.url ?? HTTPS }))
    expect(error).toBeInstanceOf(DefinitionError)
    expect(inspect(error)).not.toContain(secret)
  })

  test('are in no message about a damaged state', () => {
    const state = { version: 1, cookies: [{ name: 'a', value: secret, domain: secret, path: 7 }] }
    const error = catching(() => CookieJar.from(state))
    expect(error).toBeInstanceOf(StoreError)
    expect(inspect(error)).not.toContain(secret)
  })
})

function catching(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

function everything(jar: CookieJar, events: CookieEvent[]): string {
  return inspect([jar, events], { depth: 9, showHidden: true })
}
