import { describe, expect, test } from 'vitest'

import { Headers } from '../../../packages/core/src/http/headers.ts'
import { challengesOf, parseParameters } from '../../../packages/core/src/session/auth/digest/challenges.ts'
import { digestChallengeOf } from '../../../packages/core/src/session/auth/digest/digest-challenge.ts'

function read(...lines: string[]) {
  const headers = new Headers(lines.map((line): [string, string] => ['WWW-Authenticate', line]))
  return challengesOf(headers).map(({ scheme, token68, parameters }) =>
    Object.fromEntries([['scheme', scheme], ...(token68 ? [['token68', token68]] : []), ...parameters]),
  )
}

function strongest(...lines: string[]) {
  return digestChallengeOf(new Headers(lines.map((line): [string, string] => ['WWW-Authenticate', line])))
}

function offer(algorithm: string): string {
  return `Digest realm="r", nonce="${algorithm}", qop="auth", algorithm=${algorithm}`
}

describe('challenges', () => {
  test('are told apart in one line, as in the example of RFC 9110 section 11.6.1', () => {
    expect(read('Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""')).toEqual([
      { scheme: 'basic', realm: 'simple' },
      { scheme: 'newauth', realm: 'apps', type: '1', title: 'Login to "apps"' },
    ])
  })

  test('are read from several lines, in order', () => {
    expect(read('Negotiate', 'NTLM', 'Basic realm="x"').map(({ scheme }) => scheme)).toEqual([
      'negotiate',
      'ntlm',
      'basic',
    ])
  })

  test.each([
    ['a scheme alone', 'Negotiate', [{ scheme: 'negotiate' }]],
    [
      'a token68',
      'Negotiate YII=, Basic realm=x',
      [
        { scheme: 'negotiate', token68: 'YII=' },
        { scheme: 'basic', realm: 'x' },
      ],
    ],
    [
      'a scheme alone before another',
      'NTLM, Basic realm=x',
      [{ scheme: 'ntlm' }, { scheme: 'basic', realm: 'x' }],
    ],
    [
      'empty list elements',
      ', ,Basic realm="x",, charset=UTF-8 ,',
      [{ scheme: 'basic', realm: 'x', charset: 'UTF-8' }],
    ],
    [
      'a comma and an equals sign in quotes',
      'Basic realm="a, b=c, Digest d"',
      [{ scheme: 'basic', realm: 'a, b=c, Digest d' }],
    ],
    ['blanks around =', 'Basic realm = "x"', [{ scheme: 'basic', realm: 'x' }]],
    [
      'no blank after a comma',
      'Digest realm="x",nonce=y,qop="auth"',
      [{ scheme: 'digest', realm: 'x', nonce: 'y', qop: 'auth' }],
    ],
    ['names and schemes in any case', 'BASIC Realm="x"', [{ scheme: 'basic', realm: 'x' }]],
    ['an empty value', 'Basic realm="", charset=', [{ scheme: 'basic', realm: '', charset: '' }]],
    [
      'an unquoted base64 value',
      'Digest nonce=ab+/==, realm=r',
      [{ scheme: 'digest', nonce: 'ab+/==', realm: 'r' }],
    ],
    ['a quote that is not closed', 'Basic realm="x', [{ scheme: 'basic', realm: 'x' }]],
    ['a parameter twice: the first', 'Basic realm="a", realm="b"', [{ scheme: 'basic', realm: 'a' }]],
    ['a parameter before any scheme: nothing', 'realm="x"', []],
    [
      'characters without a place',
      'Basic realm="x" ; "y" Digest nonce=z',
      [{ scheme: 'basic', realm: 'x' }, { scheme: 'y' }, { scheme: 'digest', nonce: 'z' }],
    ],
    ['nothing', '', []],
  ])('are read with %s', (_, line, expected) => {
    expect(read(line)).toEqual(expected)
  })

  test('are read in a time that grows with the line, not its square', () => {
    const start = performance.now()
    read(`Digest ${'\\"a =,'.repeat(10_000)}`)
    read(`Basic ${'a'.repeat(60_000)}`)
    expect(performance.now() - start).toBeLessThan(1000)
  })

  test('share their grammar with Authentication-Info', () => {
    expect(Object.fromEntries(parseParameters('nextnonce="n, 1", qop=auth,rspauth="00"'))).toEqual({
      nextnonce: 'n, 1',
      qop: 'auth',
      rspauth: '00',
    })
    expect(parseParameters('').size).toBe(0)
  })
})

describe('of several Digest challenges', () => {
  test('the strongest is answered, wherever it stands', () => {
    expect(strongest(offer('MD5'), offer('SHA-512-256'), offer('SHA-256'))?.algorithm).toBe('SHA-512-256')
    expect(strongest(`${offer('MD5')}, ${offer('SHA-256')}`)?.algorithm).toBe('SHA-256')
    expect(strongest(offer('SHA-256'), offer('MD5'))?.algorithm).toBe('SHA-256')
  })

  test('the first of equals is answered', () => {
    expect(strongest(offer('SHA-256-sess'), offer('SHA-256'))?.nonce).toBe('SHA-256-sess')
  })

  test('those of an unknown algorithm or protection are passed over', () => {
    expect(strongest(offer('SHA3-256'), offer('MD5'))?.algorithm).toBe('MD5')
    expect(strongest(offer('token'))).toBeUndefined()
    expect(strongest('Digest realm="r", nonce="n", qop="auth-conf"')).toBeUndefined()
    expect(strongest('Digest realm="r", nonce="n", qop="auth-conf, auth-int"')?.protections).toEqual([
      'auth-int',
    ])
  })

  test('those without realm or nonce are passed over', () => {
    expect(strongest('Digest realm="r"', 'Digest nonce="n"', 'Digest', 'Basic realm="r"')).toBeUndefined()
  })

  test('flags and lists are read in any case, quoted or not', () => {
    const line =
      'digest REALM="r", nonce="n", QOP=Auth, stale="TRUE", userhash=True, algorithm="md5", domain="/a  /b"'
    expect(strongest(line)).toMatchObject({
      protections: ['auth'],
      stale: true,
      userhash: true,
      algorithm: 'md5',
      domain: ['/a', '/b'],
    })
  })
})
