import { expect, test } from 'vitest'

import { parseHarCookies } from '../../../packages/core/src/session/formats/har/har-cookies.ts'
import { imported, refusalOf } from './cookie-import.ts'

const SHOP = new URL('https://www.shop.example/')
const LATER = Math.floor(Date.now() / 1000) + 86_400

const header = (name: string, value: string) => ({ name, value })

const entry = (url: string, sent: object[], set: object[], more: object = {}) => ({
  startedDateTime: new Date().toISOString(),
  request: { method: 'GET', url, headers: [], cookies: sent },
  response: { status: 200, headers: [], cookies: set, ...more },
})

const har = (...entries: object[]) => JSON.stringify({ log: { version: '1.2', entries } })

test('a HAR gives the cookies that responses set, with their attributes', () => {
  const set = [
    {
      name: 'a',
      value: '1',
      domain: '.shop.example',
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
      expires: new Date(LATER * 1000).toISOString(),
    },
    { name: 'b', value: '2', expires: null },
  ]
  const jar = imported(parseHarCookies(har(entry('https://www.shop.example/x/y', [], set))))
  expect(jar.all()).toMatchObject([
    {
      name: 'a',
      domain: 'shop.example',
      hostOnly: false,
      httpOnly: true,
      secure: true,
      sameSite: 'strict',
      expires: new Date(LATER * 1000),
    },
    { name: 'b', domain: 'www.shop.example', hostOnly: true, path: '/x', expires: undefined },
  ])
})

test('a HAR is believed in its Set-Cookie lines before what the recorder made of them', () => {
  const headers = [header('Set-Cookie', 'a=1; Domain=shop.example\nb=2; Max-Age=60')]
  const jar = imported(
    parseHarCookies(har(entry('https://www.shop.example/', [], [header('a', 'wrong')], { headers }))),
  )
  expect(jar.header(SHOP)).toBe('a=1; b=2')
})

test('a HAR gives the cookies as they stood at the end', () => {
  const log = har(
    entry('https://shop.example/login', [], [header('sid', '1'), header('gone', '1')]),
    entry('https://shop.example/', [header('sid', '1'), header('gone', '1')], [header('sid', '2')]),
    entry(
      'https://shop.example/logout',
      [header('sid', '2'), header('gone', '1')],
      [{ name: 'gone', value: '', expires: '1970-01-01T00:00:00Z' }],
    ),
  )
  expect(imported(parseHarCookies(log)).header(new URL('https://shop.example/'))).toBe('sid=2')
})

test('a HAR gives the cookies that requests sent without any response having set them, bound to their host and to https', () => {
  const log = har(
    entry('https://shop.example/a', [header('old', '1')], []),
    entry('data:text/plain,x', [], []),
  )
  expect(imported(parseHarCookies(log)).all()).toMatchObject([
    { name: 'old', domain: 'shop.example', hostOnly: true, path: '/', secure: true },
  ])
})

test('a HAR cannot bring a cookie of a host that may not set it', () => {
  const log = har(entry('https://shop.example/', [], [{ name: 'a', value: '1', domain: 'bank.example' }]))
  expect(imported(parseHarCookies(log)).all()).toEqual([])
})

test.each([
  ['{}', 'log of the HAR is not a JSON object'],
  ['{"log": {}}', 'log.entries of the HAR is not an array'],
  [
    '{"log": {"entries": [{"request": {"url": 1}, "response": {}}]}}',
    'log.entries[0].request.url of the HAR is not a string',
  ],
  ['{"log":\n hunter2}', 'the HAR is not JSON: look at line 2'],
])('a HAR that is wrong is refused by its place: %s', (text, problem) => {
  const message = refusalOf(() => parseHarCookies(text))
  expect(message).toContain(problem)
  expect(message).not.toContain('hunter2')
})
