import { describe, expect, test } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import { Headers } from '../../../packages/core/src/http/headers.ts'
import { basic } from '../../../packages/core/src/session/auth/basic.ts'
import {
  credentialHeaders,
  stripCredentials,
} from '../../../packages/core/src/session/auth/credential-headers.ts'
import { credentialsFor } from '../../../packages/core/src/session/auth/credentials-for.ts'
import type { CredentialSources } from '../../../packages/core/src/session/auth/credentials-for.ts'
import { hostAuth } from '../../../packages/core/src/session/auth/host-auth.ts'
import { userinfoOf } from '../../../packages/core/src/session/auth/userinfo.ts'
import { parseSite } from '../../../packages/core/src/session/site.ts'
import { get, signedBy } from './exchange.ts'

const site = parseSite(['https://shop.example', 'https://login.example'])
const all: Omit<CredentialSources, 'requestUrl'> = {
  requestAuth: basic('request', ''),
  urlUserinfo: { username: 'url', password: '' },
  hosts: hostAuth({ 'https://shop.example': basic('host', '') }),
  sessionAuth: basic('session', ''),
  netrc: { find: () => basic('netrc', '') },
  site,
}

/** Whose credentials a request would carry. */
async function sender(
  sources: Partial<CredentialSources>,
  url = 'https://shop.example/',
  headers = {},
): Promise<string> {
  const request = get(url, headers)
  const signed = await signedBy(
    credentialsFor(request, { requestUrl: request.url, site, ...sources }),
    request,
  )
  const value = signed.headers.get('authorization') ?? ''
  return value.startsWith('Basic ') ? atob(value.slice(6)).replace(/:$/, '') : value
}

describe('credentials come from', () => {
  const { requestAuth: _1, ...afterRequest } = all
  const { urlUserinfo: _2, ...afterUrl } = afterRequest
  const { hosts: _3, ...afterHosts } = afterUrl
  const { sessionAuth: _4, ...afterSession } = afterHosts
  const own = { authorization: 'Custom own' }

  test.each([
    ['the request, before its own header', all, own, 'request'],
    ['the request’s header, before the URL', afterRequest, own, 'Custom own'],
    ['the URL, before the host', afterRequest, {}, 'url'],
    ['the host, before the session', afterUrl, {}, 'host'],
    ['the session, before netrc', afterHosts, {}, 'session'],
    ['netrc', afterSession, {}, 'netrc'],
    ['netrc, but never over a header, as in requests', afterSession, own, 'Custom own'],
    ['the session, but never over a header', afterHosts, own, 'Custom own'],
    ['nowhere when the request says null', { ...all, requestAuth: null }, {}, ''],
    ['the header alone when the request says null', { ...all, requestAuth: null }, own, 'Custom own'],
    [
      'nowhere for a host with null',
      { ...afterUrl, hosts: hostAuth({ 'https://shop.example': null }) },
      {},
      '',
    ],
  ])('%s', async (_, sources, headers, expected) => {
    expect(await sender(sources, undefined, headers)).toBe(expected)
  })
})

describe('credentials of', () => {
  const elsewhere = 'https://other.example/'

  test('the session go to its site alone, not to any host that is called', async () => {
    const sources = { sessionAuth: basic('session', '') }
    expect(await sender(sources, 'https://login.example')).toBe('session')
    expect(await sender(sources, elsewhere)).toBe('')
  })

  test('netrc go to the site alone', async () => {
    const sources = { netrc: { find: () => basic('netrc', '') } }
    expect(await sender(sources, 'https://login.example')).toBe('netrc')
    expect(await sender(sources, elsewhere)).toBe('')
  })

  test.each([
    ['https://other.example/', 'https://other.example/next', 'request'],
    ['http://other.example/', 'https://other.example/', 'request'],
    ['https://other.example/', 'http://other.example/', ''],
    ['https://other.example/', 'https://other.example:8443/', ''],
    ['https://shop.example/', 'https://login.example/', 'request'],
    ['https://shop.example/', 'https://other.example/', ''],
    ['https://other.example/', 'https://shop.example/', ''],
  ])('the request to %s go on to %s: %j', async (from, to, expected) => {
    const sources = { requestUrl: new URL(from) }
    expect(await sender({ ...sources, requestAuth: basic('request', '') }, to)).toBe(expected)
    expect(await sender({ ...sources, urlUserinfo: { username: 'request', password: '' } }, to)).toBe(
      expected,
    )
  })

  test('another request are not mixed with the session’s: the site has its own again', async () => {
    const sources = { ...all, hosts: undefined, requestUrl: new URL(elsewhere) }
    expect(await sender(sources, 'https://shop.example/')).toBe('session')
  })
})

describe('credentials of single hosts', () => {
  const hosts = hostAuth({
    '*.shop.example': basic('below', ''),
    '*.api.shop.example': basic('deeper', ''),
    'https://www.shop.example': basic('exact', ''),
    'http://127.0.0.1:8080': basic('local', ''),
  })

  test.each([
    ['https://www.shop.example/', 'exact'],
    ['https://a.shop.example/', 'below'],
    ['https://v1.api.shop.example/', 'deeper'],
    ['https://shop.example/', ''],
    ['http://a.shop.example/', ''],
    ['https://a.shop.example:8443/', ''],
    ['https://evilshop.example/', ''],
    ['http://127.0.0.1:8080/', 'local'],
    ['http://127.0.0.1:8081/', ''],
  ])('%s gets %j', async (url, expected) => {
    expect(await sender({ hosts }, url)).toBe(expected)
  })

  test.each([
    'shop.example',
    '*',
    '*.co.uk',
    '*.github.io',
    'https://shop.example/path',
    'ftp://shop.example',
  ])('the key %s is refused', (key) => {
    expect(() => hostAuth({ [key]: basic('a', 'b') })).toThrow(DefinitionError)
  })
})

describe('user name and password in a URL', () => {
  test.each([
    ['https://a:b@x.example', 'a', 'b'],
    ['https://a@x.example', 'a', ''],
    ['https://:b@x.example', '', 'b'],
    ['https://a%40b:c%3Ad%2F@x.example', 'a@b', 'c:d/'],
    ['https://%C3%A4:%E2%82%AC@x.example', '\u00E4', '\u20AC'],
    ['https://100%:50%zz@x.example', '100%', '50%zz'],
    ['https://a:b+c@x.example', 'a', 'b+c'],
  ])('%s', (url, username, password) => {
    expect(userinfoOf(new URL(url))).toEqual({ username, password })
  })

  test('may be absent', () => {
    expect(userinfoOf(new URL('https://x.example'))).toBeUndefined()
  })
})

describe('headers that prove who asks', () => {
  test('are stripped in any case and number, with those of your own, and the rest is kept in order', () => {
    const names = [...credentialHeaders.map((name) => name.toUpperCase()), 'X-Mine']
    const headers = new Headers([
      ['Accept', '*/*'],
      ...names.flatMap((name): [string, string][] => [
        [name, '1'],
        [name, '2'],
      ]),
      ['Via', 'x'],
    ])
    const stripped = stripCredentials(headers, ['x-MINE'])
    expect([...stripped]).toEqual([
      ['Accept', '*/*'],
      ['Via', 'x'],
    ])
    expect(headers.has('authorization')).toBe(true)
  })

  test('are those of the security record', () => {
    expect(credentialHeaders).toEqual(
      expect.arrayContaining([
        'authorization',
        'proxy-authorization',
        'cookie',
        'x-api-key',
        'api-key',
        'x-auth-token',
        'x-csrf-token',
        'x-xsrf-token',
      ]),
    )
  })
})
