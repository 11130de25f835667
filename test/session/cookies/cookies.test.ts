import { describe, expect, test } from 'vitest'

import { CookieJar } from '../../../packages/core/src/session/cookies/jar.ts'

/** What a jar sends to `to` after `from` has set these lines. */
function sent(from: string, lines: string[], to = from): string | undefined {
  const jar = new CookieJar()
  jar.receive(new URL(from), lines)
  return jar.header(new URL(to))
}

const HERE = 'https://www.shop.example/a/b'

describe('a Set-Cookie line (RFC 6265bis 5.6)', () => {
  test.each([
    ['a name and a value', 'a=1', 'a=1'],
    ['an empty value', 'a=', 'a='],
    ['a nameless cookie without =', 'foo', 'foo'],
    ['a nameless cookie with =', '=foo', 'foo'],
    ['a value with = in it', 'a=b=c', 'a=b=c'],
    ['a nameless value that begins with =', '==b', '=b'],
    ['blanks around name and value', ' \ta \t=\t b ', 'a=b'],
    ['blanks inside a value', 'a=b  c', 'a=b  c'],
    ['a tab inside a value', 'a=b\tc', 'a=b\tc'],
    ['quotes as part of the value', 'a="b c"', 'a="b c"'],
    ['half a quote', 'a="b', 'a="b'],
    ['a semicolon that ends a quoted value', 'a="b;c"', 'a="b'],
    ['a comma', 'a=b,c=d', 'a=b,c=d'],
    ['odd but harmless names', 'a[1]{@}/ü=1', 'a[1]{@}/ü=1'],
    ['percent escapes, undecoded', '%61=%3B', '%61=%3B'],
    ['attributes in any case', 'a=1; pATH=/; SECURE; httponly', 'a=1'],
    ['unknown attributes', 'a=1; Version=1; Priority=High; Partitioned; =; ;', 'a=1'],
    ['a nonsense Max-Age', 'a=1; Max-Age=soon', 'a=1'],
    ['a Max-Age with a fraction', 'a=1; Max-Age=0.5', 'a=1'],
    ['a Max-Age with a plus', 'a=1; Max-Age=+0', 'a=1'],
    ['an empty Max-Age', 'a=1; Max-Age=', 'a=1'],
    ['a Max-Age of a bare minus', 'a=1; Max-Age=-', 'a=1'],
    ['a nonsense Expires', 'a=1; Expires=yesterday', 'a=1'],
    ['a Max-Age beyond any number', `a=1; Max-Age=${'9'.repeat(400)}`, 'a=1'],
    ['a Max-Age that beats Expires', 'a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'a=1'],
    ['the last of several Max-Age', 'a=1; Max-Age=0; Max-Age=60', 'a=1'],
    ['the last valid Expires', 'a=1; Expires=Wed, 01 Jan 2120 00:00:00 GMT; Expires=x', 'a=1'],
  ])('keeps %s', (_what, line, header) => {
    expect(sent(HERE, [line])).toBe(header)
  })

  test.each([
    ['neither name nor value', ''],
    ['only =', '='],
    ['only blanks', '  '],
    ['only attributes', '; Path=/'],
    ['a NUL in the value', 'a=b\0c'],
    ['a line break in the name', 'a\n=b'],
    ['a CR in an attribute', 'a=b; Path=/\r'],
    ['a control character in an unknown attribute', 'a=b; x=\x01'],
    ['a DEL', 'a=\x7f'],
    ['Max-Age=0', 'a=1; Max-Age=0'],
    ['a negative Max-Age', 'a=1; Max-Age=-1'],
    ['a Max-Age below any number', `a=1; Max-Age=-${'9'.repeat(400)}`],
    ['an Expires in the past', 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
    ['Max-Age=0 whatever Expires says', 'a=1; Max-Age=0; Expires=Wed, 01 Jan 2120 00:00:00 GMT'],
    ['SameSite=None without Secure', 'a=1; SameSite=None'],
  ])('sends nothing for %s', (_what, line) => {
    expect(sent(HERE, [line])).toBeUndefined()
  })
})

describe('a Domain attribute', () => {
  test.each([
    ['the host itself', 'Domain=www.shop.example', 'https://www.shop.example/'],
    ['the host itself, for those below', 'Domain=www.shop.example', 'https://x.www.shop.example/'],
    ['a parent', 'Domain=shop.example', 'https://shop.example/'],
    ['a parent, for siblings', 'Domain=shop.example', 'https://other.shop.example/'],
    ['a leading dot', 'Domain=.shop.example', 'https://other.shop.example/'],
    ['capitals', 'DOMAIN=Shop.EXAMPLE', 'https://other.shop.example/'],
    ['the last of several', 'Domain=foo.example; Domain=shop.example', 'https://other.shop.example/'],
  ])('takes %s', (_what, domain, to) => {
    expect(sent('https://www.shop.example/', [`a=1; ${domain}`], to)).toBe('a=1')
  })

  test.each([
    ['a stranger', 'Domain=bank.example'],
    ['a sibling', 'Domain=other.shop.example'],
    ['a child', 'Domain=x.www.shop.example'],
    ['a suffix that is not a label', 'Domain=hop.example'],
    ['a top-level domain', 'Domain=example'],
    ['a top-level domain with a dot at its end', 'Domain=example.'],
    ['a dot at the end', 'Domain=shop.example.'],
    ['two leading dots', 'Domain=..shop.example'],
    ['characters that are not ASCII', 'Domain=shöp.example'],
    ['a port', 'Domain=www.shop.example:443'],
    ['a stranger named last', 'Domain=shop.example; Domain=bank.example'],
  ])('refuses %s', (_what, domain) => {
    const jar = new CookieJar()
    jar.receive(new URL('https://www.shop.example/'), [`a=1; ${domain}`])
    expect(jar.all()).toEqual([])
  })

  test.each(['', 'Domain', 'Domain=', 'Domain=.', 'Domain=shop.example; Domain='])(
    'is host-only when it is empty: %j',
    (domain) => {
      const jar = new CookieJar()
      jar.receive(new URL('https://www.shop.example/'), [`a=1; ${domain}`])
      expect(jar.all()).toMatchObject([{ domain: 'www.shop.example', hostOnly: true }])
      expect(jar.header(new URL('https://x.www.shop.example/'))).toBeUndefined()
      expect(jar.header(new URL('https://shop.example/'))).toBeUndefined()
    },
  )

  test.each([
    ['http://127.0.0.1:8080/', 'Domain=127.0.0.1', '127.0.0.1'],
    ['http://[::1]:8080/', 'Domain=::1', '::1'],
    ['http://localhost/', 'Domain=localhost', 'localhost'],
    ['http://test/', 'Domain=test', 'test'],
    ['http://intranet/', 'Domain=intranet', 'intranet'],
    ['https://github.io/', 'Domain=github.io', 'github.io'],
  ])('of an address or a public suffix is host-only on itself: %s', (url, domain, host) => {
    const jar = new CookieJar()
    jar.receive(new URL(url), [`a=1; ${domain}`])
    expect(jar.all()).toMatchObject([{ domain: host, hostOnly: true }])
    expect(jar.header(new URL(url))).toBe('a=1')
  })

  test.each([
    ['https://a.co.uk/', 'co.uk'],
    ['https://me.github.io/', 'github.io'],
    ['https://a.b.kawasaki.jp/', 'b.kawasaki.jp'],
    ['http://a.localhost/', 'localhost'],
    ['http://a.intranet/', 'intranet'],
    ['http://10.0.0.1/', '0.0.1'],
  ])('refuses a public suffix above %s: %s', (url, domain) => {
    expect(sent(url, [`a=1; Domain=${domain}`])).toBeUndefined()
  })

  test('takes the exceptions of the public suffix list', () => {
    expect(sent('https://x.city.kawasaki.jp/', ['a=1; Domain=city.kawasaki.jp'])).toBe('a=1')
  })

  test('matches an internationalised host by its punycode', () => {
    expect(sent('https://www.bücher.example/', ['a=1; Domain=xn--bcher-kva.example'])).toBe('a=1')
  })

  test('of a domain cookie and a host-only cookie of one name keeps both', () => {
    const lines = ['a=host; Path=/', 'a=all; Path=/; Domain=www.shop.example']
    expect(sent('https://www.shop.example/', lines)).toBe('a=host; a=all')
    expect(sent('https://www.shop.example/', lines, 'https://x.www.shop.example/')).toBe('a=all')
  })

  test('gives a host with a dot at its end no cookies and takes none from it', () => {
    expect(sent('https://shop.example./', ['a=1'])).toBeUndefined()
    expect(
      sent('https://shop.example/', ['a=1; Domain=shop.example'], 'https://shop.example./'),
    ).toBeUndefined()
  })
})

describe('a path', () => {
  test.each([
    ['/', '/'],
    ['', '/'],
    ['/a', '/'],
    ['/a/', '/a'],
    ['/a/b', '/a'],
    ['/a/b/?q=/x/y', '/a/b'],
    ['/%61/b', '/%61'],
  ])('of a cookie set by %s is %s by default', (path, expected) => {
    for (const line of ['a=1', 'a=1; Path=', 'a=1; Path=b', 'a=1; Path=/x; Path']) {
      const jar = new CookieJar()
      jar.receive(new URL(`https://shop.example${path}`), [line])
      expect(jar.all()[0]?.path).toBe(expected)
    }
  })

  test.each([
    ['/', '/anything', true],
    ['/a', '/a', true],
    ['/a', '/a/', true],
    ['/a', '/a/b', true],
    ['/a', '/ab', false],
    ['/a', '/', false],
    ['/a', '/A', false],
    ['/a/', '/a', false],
    ['/a/', '/a/b', true],
    ['/a/b', '/a', false],
    ['/a%20b', '/a%20b/c', true],
    ['/a b', '/a%20b', false],
    ['/a%2Fb', '/a/b', false],
    ['/%41', '/A', false],
    ['/a?b', '/a', false],
  ])('%s for %s: %s', (path, requested, matches) => {
    const header = sent('https://shop.example/', [`a=1; Path=${path}`], `https://shop.example${requested}`)
    expect(header).toBe(matches ? 'a=1' : undefined)
  })
})

test('sends longer paths first, then in order of creation, which a new value keeps', () => {
  const jar = new CookieJar()
  const url = new URL('https://shop.example/a/b/c')
  jar.receive(url, ['r=1; Path=/', 'x=1; Path=/a', 'y=1; Path=/a/b', 'z=1; Path=/a', 'x=2; Path=/a'])
  expect(jar.header(url)).toBe('y=1; x=2; z=1; r=1')
})

test('a cookie that was removed and set again is the youngest', () => {
  const jar = new CookieJar()
  const url = new URL('https://shop.example/')
  jar.receive(url, ['a=1', 'b=1', 'a=; Max-Age=0', 'a=2'])
  expect(jar.header(url)).toBe('b=1; a=2')
})

test('keeps SameSite, known or not', () => {
  const jar = new CookieJar()
  const lines = [
    'a=1; SameSite=Strict',
    'b=1; SameSite=lax',
    'c=1; SameSite=None; Secure',
    'd=1; SameSite=Strictly',
    'e=1',
  ]
  jar.receive(new URL(HERE), [...lines, 'f=1; SameSite=Strict; SameSite=odd'])
  const found = jar.all().map(({ sameSite }) => sameSite)
  expect(found).toEqual(['strict', 'lax', 'none', undefined, undefined, undefined])
})
