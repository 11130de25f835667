import { expect, test } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import type { RequestParts, SessionOptions } from '../../../packages/core/src/session/options.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

const SITE = 'https://shop.example'

/** The request that a session would send. */
function built(url: string | URL, parts: RequestParts = {}, options: SessionOptions = {}) {
  return new Session({ site: SITE, ...options }).build('GET', url, parts)
}

test('defaults, session and request headers are laid over one another without regard to case', () => {
  const { headers } = built(
    '/',
    { headers: { 'X-A': 'request' } },
    { headers: { 'x-a': 'session', 'x-b': 'session' } },
  )
  expect([...headers].slice(3)).toEqual([
    ['x-a', 'request'],
    ['x-b', 'session'],
  ])
})

test('headers keep the place and the spelling of their first mention', () => {
  const { headers } = built(
    '/',
    { headers: { accept: 'text/html', 'X-Last': '1' } },
    { headers: { 'user-agent': 'me' } },
  )
  expect([...headers].map(([name]) => name)).toEqual(['User-Agent', 'Accept', 'Accept-Encoding', 'X-Last'])
  expect(headers.getAll('user-agent')).toEqual(['me'])
})

test('null removes a header, undefined inherits it, an array replaces all its lines', () => {
  const options = { headers: { 'x-a': '1', 'x-b': '2', 'x-c': ['3', '4'] } }
  const { headers } = built(
    '/',
    { headers: { 'x-a': null, 'x-b': undefined, 'x-c': ['5'], accept: null } },
    options,
  )
  expect([...headers].slice(1)).toEqual([
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['x-b', '2'],
    ['x-c', '5'],
  ])
})

test.each([
  ['x\r\nevil', '1'],
  ['x', 'a\r\nevil: 1'],
  ['x', 'a\nb'],
  ['x', 'a\0b'],
  ['x', ' lead'],
  ['x', 'trail\t'],
  ['x', 'snow ☃'],
  ['', '1'],
  ['x y', '1'],
])('header %j: %j is refused before anything is sent, its value not shown', (name, value) => {
  const build = () => built('/', { headers: { [name]: value } })
  expect(build).toThrow(DefinitionError)
  expect(build).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(value) as string }) as Error,
  )
})

test('null at the session removes a default for good', () => {
  expect(built('/', {}, { headers: { accept: null } }).headers.has('accept')).toBe(false)
})

test('a line break in a path adds no header line (CVE-2022-31150, CVE-2022-35948)', () => {
  expect(built('/a\r\nX-Evil: 1\tb').url.href).toBe('https://shop.example/aX-Evil:%201b')
  expect(built('/', { query: { a: 'x\r\ny' } }).url.search).toBe('?a=x%0D%0Ay')
})

test('userAgent names the session; null sends none', () => {
  expect(built('/', {}, { userAgent: 'me/1' }).headers.get('user-agent')).toBe('me/1')
  expect(built('/', {}, { userAgent: null }).headers.has('user-agent')).toBe(false)
})

test('headers of the session can be changed later, for the requests after', () => {
  const session = new Session({ site: SITE })
  session.headers.set('x-a', '1')
  expect(session.build('GET', '/').headers.get('x-a')).toBe('1')
})

test('a part of a page is asked for as it is, since half an encoding cannot be undone', () => {
  expect(built('/', { headers: { range: 'bytes=0-9' } }).headers.get('accept-encoding')).toBe('identity')
  const { headers } = built('/', { headers: { range: 'bytes=0-9', 'accept-encoding': 'gzip' } })
  expect(headers.get('accept-encoding')).toBe('gzip')
})

test.each([
  ['/x?a=1', {}, {}, '?a=1'],
  ['/x?a=1', { b: 2 }, { c: true }, '?a=1&b=2&c=true'],
  ['/x?a=1&b=2&a=3', { a: 9 }, {}, '?a=9&b=2'],
  ['/x?a=1', { b: 1 }, { b: 2, a: null }, '?b=2'],
  ['/x', { a: [1, 2] }, { b: [] }, '?a=1&a=2'],
  ['/x?a=1&b', {}, { a: undefined }, '?a=1&b'],
  ['/x?q=%41%20b+c&%7e', {}, { n: 1 }, '?q=%41%20b+c&%7e&n=1'],
  ['/x', {}, { 'a b': 'c&d=é+ ' }, '?a+b=c%26d%3D%C3%A9%2B+'],
  ['/x?', {}, {}, ''],
  ['/x', {}, { a: '' }, '?a='],
])('query of %s with session %j and request %j is %s', (url, ofSession, ofRequest, expected) => {
  expect(built(url, { query: ofRequest }, { query: ofSession }).url.search).toBe(expected)
})

test('queries are also pairs and URLSearchParams', () => {
  const pairs = [
    ['b', '1'],
    ['a', '2'],
    ['b', '3'],
  ] as const
  expect(built('/', { query: pairs }).url.search).toBe('?b=1&b=3&a=2')
  expect(built('/', { query: new URLSearchParams('x=1&y=2') }).url.search).toBe('?x=1&y=2')
})

test.each([
  ['https://api.example/v1', 'users', 'https://api.example/v1/users'],
  ['https://api.example/v1', '/users', 'https://api.example/v1/users'],
  ['https://api.example/v1/', '/users?a=1#f', 'https://api.example/v1/users?a=1#f'],
  ['https://api.example/v1', '', 'https://api.example/v1'],
  ['https://api.example/v1', '?page=2', 'https://api.example/v1?page=2'],
  ['https://api.example', 'users', 'https://api.example/users'],
  ['https://api.example/v1?key=1', 'users?a=2', 'https://api.example/v1/users?key=1&a=2'],
  ['https://api.example/v1?', 'users', 'https://api.example/v1/users'],
  ['https://api.example/v1', 'item:5', 'https://api.example/v1/item:5'],
  ['https://api.example/v1', 'https://other.example/x', 'https://other.example/x'],
  ['https://api.example/v1', '//evil.example/x', 'https://api.example/v1//evil.example/x'],
])('below baseUrl %s, %j is %s', (baseUrl, path, expected) => {
  expect(new Session({ baseUrl }).build('GET', path).url.href).toBe(expected)
})

test('a site that is an origin is the base as well; a URL object goes as it is', () => {
  expect(built('/x').url.href).toBe('https://shop.example/x')
  expect(built(new URL('https://other.example/y')).url.href).toBe('https://other.example/y')
  expect(() => new Session({ site: 'shop.example' }).build('GET', '/x')).toThrow(/baseUrl/)
  expect(() => new Session({ baseUrl: 'shop' })).toThrow(DefinitionError)
})

test('without site and baseUrl the first host that is asked owns the credentials', () => {
  const session = new Session({ headers: { 'x-api-key': 'k' } })
  expect(session.build('GET', 'https://a.example/').headers.get('x-api-key')).toBe('k')
  expect(session.build('GET', 'https://b.example/').headers.has('x-api-key')).toBe(false)
})

test('a method is sent in capitals', () => {
  expect(new Session({ site: SITE }).build('report', '/').method).toBe('REPORT')
})

test.each<[SessionOptions, RegExp]>([
  [{ redirect: 'never' as 'manual' }, /redirect is/],
  [{ maxRedirects: -1 }, /maxRedirects/],
  [{ maxBody: Number.NaN }, /maxBody/],
  [{ referer: 'page' }, /referer/],
  [{ retry: 0 }, /retry/],
  [{ timeout: -5 }, /timeout total/],
  [{ timeout: { read: 5 } as object }, /timeout has no read: it has connect/],
  [{ site: 'co.uk' }, /site/],
])('refuses %j with the mend', (options, message) => {
  expect(() => new Session({ site: SITE, ...options })).toThrow(message)
})

test('an empty query is sent, as browsers do', async () => {
  await using server = await serve((_request, response) => response.end())
  await using session = new Session()
  for (const target of ['/?', '/?#top', '/#?', '/', '/a?b?'])
    await session.get(new URL(target, server.url), { referer: `${server.url}/from?` })
  expect(server.requests.map(({ url }) => url)).toEqual(['/?', '/?', '/', '/', '/a?b?'])
  expect(server.requests[0]?.headers.referer).toBe(`${server.url}/from?`)
})
