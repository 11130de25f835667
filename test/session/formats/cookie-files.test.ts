import { describe, expect, test } from 'vitest'

import { CookieJar } from '../../../packages/core/src/session/cookies/jar.ts'
import { formatCookiesTxt, parseCookiesTxt } from '../../../packages/core/src/session/formats/cookies-txt.ts'
import {
  formatStorageState,
  parseStorageState,
} from '../../../packages/core/src/session/formats/storage-state.ts'
import { imported, refusalOf } from './cookie-import.ts'

const SHOP = new URL('https://www.shop.example/')
const LATER = Math.floor(Date.now() / 1000) + 86_400

/** A jar with one cookie of every kind. */
function variety(): CookieJar {
  const jar = new CookieJar()
  jar.receive(SHOP, [
    'sid=1; Secure; HttpOnly; SameSite=Strict; Path=/',
    'all=a=b; Domain=shop.example; Max-Age=86400',
    'empty=',
    'bare',
  ])
  return jar
}

describe('cookies.txt', () => {
  test('keeps every flag but SameSite, there and back', () => {
    const back = imported(parseCookiesTxt(formatCookiesTxt(variety().all()))).all()
    const expected = variety()
      .all()
      .map(({ name, value, domain, hostOnly, path, secure, httpOnly }) => ({
        name,
        value,
        domain,
        hostOnly,
        path,
        secure,
        httpOnly,
      }))
    expect(back).toMatchObject(expected)
    expect(back.map(({ expires }) => expires !== undefined)).toEqual([false, true, false, false])
  })

  test('is written as curl writes it', () => {
    const lines = formatCookiesTxt(variety().all()).split('\n')
    expect(lines[0]).toBe('# Netscape HTTP Cookie File')
    expect(lines).toContain('#HttpOnly_www.shop.example\tFALSE\t/\tTRUE\t0\tsid\t1')
    expect(lines.find((line) => line.includes('all'))).toMatch(
      /^\.shop\.example\tTRUE\t\/\tFALSE\t\d{10}\tall\ta=b$/,
    )
    expect(lines.at(-1)).toBe('')
  })

  test('is read as curl reads it', () => {
    const text = [
      '\ufeff# Netscape HTTP Cookie File\r',
      '',
      '#comment\twith\ttabs',
      `.shop.example\tTRUE\t/\tFALSE\t${LATER}\ta\t1\r`,
      'shop.example\tTRUE\t/\tFALSE\t0\tb\t2',
      '#HttpOnly_www.shop.example\tFALSE\t/\tTRUE\t0\tc\t3',
      `www.shop.example\tFALSE\t/\tFALSE\t${LATER}.25\tempty`,
      'www.shop.example\tFALSE\tFALSE\t0\tpathless\t4',
    ].join('\n')
    const jar = imported(parseCookiesTxt(text))
    expect(jar.header(SHOP)).toBe('a=1; b=2; c=3; empty=; pathless=4')
    expect(jar.header(new URL('http://x.shop.example/'))).toBe('a=1; b=2')
    expect(jar.all().find(({ name }) => name === 'c')).toMatchObject({
      httpOnly: true,
      secure: true,
      hostOnly: true,
    })
    expect(jar.all()[0]?.expires?.getTime()).toBe(LATER * 1000)
  })

  test.each([
    ['too few fields', 'shop.example\tTRUE\t/\tTRUE\t0', 'does not have 7 fields'],
    ['too many fields', 'shop.example\tTRUE\t/\tTRUE\t0\tname\thunter2\tx', 'does not have 7 fields'],
    ['blanks for tabs', 'shop.example TRUE / TRUE 0 name hunter2', 'does not have 7 fields'],
    ['no domain', '\tTRUE\t/\tTRUE\t0\tname\thunter2', 'does not have 7 fields'],
    ['an odd flag', 'shop.example\tTRUE\t/\tyes\t0\tname\thunter2', 'fourth field'],
    ['an odd expiry', 'shop.example\tTRUE\t/\tTRUE\ttomorrow\tname\thunter2', 'in seconds since 1970'],
    [
      'an expiry beyond all time',
      'shop.example\tTRUE\t/\tTRUE\t1e99\tname\thunter2',
      'in seconds since 1970',
    ],
  ])('with %s is refused by line number, without its value', (_what, line, problem) => {
    const message = refusalOf(() => parseCookiesTxt(`# head\n\n${line}\n`))
    expect(message).toContain('line 3 of cookies.txt')
    expect(message).toContain(problem)
    expect(message).not.toContain('hunter2')
  })

  test('ignores cookies that have expired or that no site could set, also by the public suffix list', () => {
    const jar = new CookieJar()
    const lines = [
      '.shop.example\tTRUE\t/\tFALSE\t1\told\t1',
      '.co.uk\tTRUE\t/\tFALSE\t0\tsuffix\t1',
      'shop.example\tFALSE\t/\tFALSE\t0\t__Host-a\t1',
      'a b\tFALSE\t/\tFALSE\t0\ta\t1',
    ]
    const events = jar.add(parseCookiesTxt(lines.join('\n')))
    expect(events.map(({ reason }) => reason)).toEqual(['expired', 'public-suffix', 'prefix', 'host'])
    expect(jar.all()).toEqual([])
  })

  test('leaves a living cookie alone when the file has an expired one', () => {
    const jar = new CookieJar()
    jar.set({ name: 'sid', value: 'new', domain: 'shop.example' })
    jar.add(parseCookiesTxt('.shop.example\tTRUE\t/\tFALSE\t1\tsid\told'))
    expect(jar.get('sid')).toBe('new')
  })

  test('cannot hold a tab: says so, without the value', () => {
    const jar = new CookieJar()
    jar.receive(SHOP, ['a=hunter2\tx'])
    const message = refusalOf(() => formatCookiesTxt(jar.all()))
    expect(message).toContain('cookie "a" has a tab')
    expect(message).not.toContain('hunter2')
  })
})

describe('storageState', () => {
  test('keeps every flag, there and back', () => {
    const text = JSON.stringify(formatStorageState(variety().all()))
    const expected = variety()
      .all()
      .map((cookie) => Object.assign(cookie, { sameSite: cookie.sameSite ?? 'lax', expires: undefined }))
    const back = imported(parseStorageState(text)).all()
    expect(back.map((cookie) => Object.assign({}, cookie, { expires: undefined }))).toEqual(expected)
    expect(back[1]?.expires).toBeInstanceOf(Date)
  })

  test('is written as Playwright writes it', () => {
    const { cookies, origins } = formatStorageState(variety().all())
    expect(origins).toEqual([])
    expect(cookies[0]).toEqual({
      name: 'sid',
      value: '1',
      domain: 'www.shop.example',
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
    })
    expect(cookies[1]).toMatchObject({ domain: '.shop.example', sameSite: 'Lax' })
  })

  test('of Firefox says None for cookies that say nothing: they are kept', () => {
    const cookie = {
      name: 'a',
      value: '1',
      domain: 'www.shop.example',
      path: '/',
      expires: LATER + 0.5,
      httpOnly: false,
      secure: false,
      sameSite: 'None',
    }
    const jar = imported(
      parseStorageState({
        cookies: [cookie],
        origins: [{ origin: 'https://shop.example', localStorage: [] }],
      }),
    )
    expect(jar.all()).toMatchObject([{ sameSite: undefined, hostOnly: true }])
  })

  test.each([
    ['{\n"cookies": [\n"hunter2" x]}', 'is not JSON: look at line 3'],
    ['"hunter2"', 'the storageState is not a JSON object'],
    ['{"cookie": ["hunter2"]}', 'cookies of the storageState is not an array'],
    ['{"cookies": ["hunter2"]}', 'cookies[0] of the storageState is not a JSON object'],
    [
      '{"cookies": [{"name": "hunter2", "domain": "a", "value": 1}]}',
      'value of cookies[0] of the storageState is not a string',
    ],
    [
      '{"cookies": [{"name": "a", "domain": "a", "value": "hunter2", "expires": "soon"}]}',
      'expires of cookies[0] of the storageState is not a time',
    ],
  ])('that is wrong is refused by its place, without its values: %s', (text, problem) => {
    const message = refusalOf(() => parseStorageState(text))
    expect(message).toContain(problem)
    expect(message).not.toContain('hunter2')
  })
})
