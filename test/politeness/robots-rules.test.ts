import { describe, expect, test } from 'vitest'

import { parseRobots } from '../../packages/core/src/frontier/robots/parse-robots.ts'

const ADDRESS = new URL('https://shop.example/robots.txt')

/** Which of these paths a robot may fetch. */
function allowed(text: string, paths: readonly string[], robot = 'foobot'): string[] {
  const rules = parseRobots(text, robot, ADDRESS)
  return paths.filter((path) => rules.allows(new URL(path, ADDRESS)))
}

describe('groups (RFC 9309 section 2.2.1)', () => {
  const FOR_ALL_AND_FOO = 'user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /'

  test('a group of its own takes the place of the one for everybody', () => {
    expect(allowed(FOR_ALL_AND_FOO, ['/x'])).toEqual([])
    expect(allowed(FOR_ALL_AND_FOO, ['/x'], 'barbot')).toEqual(['/x'])
    expect(allowed('user-agent: foobot\ndisallow:\nuser-agent: *\ndisallow: /', ['/x'])).toEqual(['/x'])
  })

  test('nothing is forbidden where nobody is spoken to', () => {
    expect(allowed('', ['/x'])).toEqual(['/x'])
    expect(allowed('user-agent: barbot\ndisallow: /', ['/x'])).toEqual(['/x'])
    expect(allowed('disallow: /x\nuser-agent: foobot\nallow: /y', ['/x'])).toEqual(['/x'])
    expect(allowed('user-agent:\ndisallow: /', ['/x'])).toEqual(['/x'])
  })

  test('several groups of one name are one, and several names may share a group', () => {
    const text =
      'user-agent: a\ndisallow: /1\n\nuser-agent: b\nuser-agent: foobot\n\ndisallow: /2\nuser-agent: FOOBOT\ndisallow: /3'
    expect(allowed(text, ['/1', '/2', '/3'])).toEqual(['/1'])
    expect(allowed(text, ['/1', '/2', '/3'], 'b')).toEqual(['/1', '/3'])
  })

  test('only a rule ends the head of a group', () => {
    const text = 'user-agent: foobot\nsitemap: /s.xml\nunknown: 1\ncrawl-delay: 3\nuser-agent: *\ndisallow: /'
    expect(allowed(text, ['/x'])).toEqual([])
    expect(allowed(text, ['/x'], 'other')).toEqual([])
  })

  test('a name ends with its letters, in any case, and is never a part of another', () => {
    const names = ['FooBot', 'foobot/2.1', 'FooBot Images', 'foobot*']
    for (const name of names) expect(allowed(`user-agent: ${name}\ndisallow: /`, ['/x'])).toEqual([])
    for (const name of ['foo', 'foobots', 'foo-bot', 'my foobot'])
      expect(allowed(`user-agent: ${name}\ndisallow: /`, ['/x'])).toEqual(['/x'])
    expect(allowed('user-agent: * (all)\ndisallow: /', ['/x'])).toEqual([])
    expect(allowed('user-agent: *bot\ndisallow: /', ['/x'])).toEqual(['/x'])
    for (const robot of ['constructor', '__proto__'])
      expect(allowed('user-agent: *\ndisallow: /', ['/x'], robot)).toEqual([])
  })
})

describe('rules (RFC 9309 section 2.2.2)', () => {
  test('the longest match decides, whatever the order; of two as long the one that allows', () => {
    const cases: [rules: string, paths: string[], allowed: string[]][] = [
      ['disallow: /x/page.html\nallow: /x/', ['/x/page.html', '/x/'], ['/x/']],
      ['allow: /x/page.html\ndisallow: /x/', ['/x/page.html', '/x/'], ['/x/page.html']],
      ['disallow: /\nallow: /', ['/x'], ['/x']],
      ['disallow: /x\nallow: /x/', ['/x', '/x/'], ['/x/']],
      ['allow: /page\ndisallow: /*.html', ['/page', '/page.html'], ['/page']],
      ['allow: /x/page.\ndisallow: /*.html', ['/x/page.html', '/x/y.html'], ['/x/page.html']],
      ['allow: /p\ndisallow: /', ['/page', '/q'], ['/page']],
      ['allow: /folder\ndisallow: /folder', ['/folder/page'], ['/folder/page']],
      ['allow: /$\ndisallow: /', ['/', '/page.html'], ['/']],
      ['disallow:\nallow:', ['/x'], ['/x']],
      ['disallow: /*/\nallow: /x/', ['/x/', '/a/', '/xx/'], ['/x/']],
    ]
    for (const [rules, paths, expected] of cases)
      expect(allowed(`user-agent: foobot\n${rules}`, paths), rules).toEqual(expected)
  })

  test('paths are compared by case, with their query, and without their fragment', () => {
    expect(allowed('user-agent: *\ndisallow: /X/\ndisallow: /s?q=', ['/x/', '/X/', '/s', '/s?q=1'])).toEqual([
      '/x/',
      '/s',
    ])
    expect(allowed('user-agent: *\ndisallow: /a$', ['/a#b'])).toEqual([])
  })

  test('a path that does not begin with a slash or a star matches nothing, and /robots.txt is never forbidden', () => {
    expect(allowed('user-agent: *\ndisallow: x', ['/x'])).toEqual(['/x'])
    expect(allowed('user-agent: *\ndisallow: /', ['/robots.txt', '/'])).toEqual(['/robots.txt'])
  })

  test('* is anything, and $ is the end only at the end', () => {
    const paths = [
      '/fish',
      '/fish.php',
      '/Fish.php',
      '/fishheads/catfish.php?x',
      '/a.php',
      '/a.php/',
      '/a.php5',
      '/php/',
      '/a?php',
    ]
    const matched = (rule: string) => {
      const free = allowed(`user-agent: *\ndisallow: ${rule}`, paths)
      return paths.filter((path) => !free.includes(path))
    }
    expect(matched('/fish')).toEqual(['/fish', '/fish.php', '/fishheads/catfish.php?x'])
    expect(matched('/fish*')).toEqual(matched('/fish'))
    expect(matched('/*.php')).toEqual(paths.filter((path) => path.includes('.php')))
    expect(matched('/*.php$')).toEqual(['/fish.php', '/Fish.php', '/a.php'])
    expect(matched('/fish*.php')).toEqual(['/fish.php', '/fishheads/catfish.php?x'])
    expect(matched('*php$')).toEqual(['/fish.php', '/Fish.php', '/a.php', '/a?php'])
    expect(matched('/a$b')).toEqual([])
    expect(allowed('user-agent: *\ndisallow: /a$b\ndisallow: /*c*$', ['/a$b', '/ac', '/b'])).toEqual(['/b'])
    expect(allowed('user-agent: *\ndisallow: /ab*ba$', ['/aba', '/abba'])).toEqual(['/aba'])
  })

  test('octets are compared as RFC 9309 encodes them', () => {
    const same: [rule: string, path: string][] = [
      ['/foo/bar?baz=https://foo.bar', '/foo/bar?baz=https://foo.bar'],
      ['/foo/bar/ツ', '/foo/bar/%E3%83%84'],
      ['/foo/bar/%e3%83%84', '/foo/bar/ツ'],
      ['/foo/bar/%62%61%7A', '/foo/bar/baz'],
      ['/foo/bar/baz', '/foo/bar/%62%61%7A'],
      ['/file-%2A.html', '/file-*.html'],
      ['/price-%24', '/price-$'],
      ['/with space', '/with%20space'],
      ["/it's?a='b'", "/it's?a='b'"],
      ['/%a%a', '/%a%a'],
      ['/💩', '/%F0%9F%92%A9/index.html'],
    ]
    for (const [rule, path] of same)
      expect(allowed(`user-agent: *\ndisallow: ${rule}`, [path]), rule).toEqual([])
    const other: [rule: string, path: string][] = [
      ['/http%3A%2F%2Fexample.org', '/http://example.org'],
      ['/file-%2A.html', '/file-a.html'],
      ['/a%2Fb', '/a/b'],
    ]
    for (const [rule, path] of other)
      expect(allowed(`user-agent: *\ndisallow: ${rule}`, [path]), rule).toEqual([path])
  })
})

describe('lines', () => {
  test('any line ending, case and comment will do, and so will the usual misspellings', () => {
    for (const end of ['\n', '\r', '\r\n', '\n\r\n'])
      expect(
        allowed(['USER-AGENT: *', 'DisAllow: /x # why', '# Disallow: /y'].join(end), ['/x', '/y']),
      ).toEqual(['/y'])
    for (const name of ['disalow', 'dissallow', 'dissalow', 'diasllow', 'disallaw', ' disallow\t'])
      expect(allowed(`useragent: *\n${name}: /x`, ['/x']), name).toEqual([])
    expect(allowed('user-agent *\ndisallow /', ['/x'])).toEqual([])
    expect(allowed('user-agent: *\n:::\ndisallow /x and more\nfoo: /x\n\0\uD800', ['/x'])).toEqual(['/x'])
  })

  test('a byte order mark is no part of the first line, not even half of one', () => {
    const decoder = new TextDecoder()
    const file = Buffer.from('user-agent: *\ndisallow: /x')
    for (const mark of [[0xef, 0xbb, 0xbf], [0xef, 0xbb], [0xef]])
      expect(allowed(decoder.decode(Buffer.concat([Buffer.from(mark), file])), ['/x'])).toEqual([])
    expect(allowed(decoder.decode(Buffer.concat([Buffer.from([0xef, 0x11, 0xbf]), file])), ['/x'])).toEqual([
      '/x',
    ])
  })

  test('a delay belongs to the names above it, and a wrong one to nobody', () => {
    const delayFor = (text: string, robot: string) => parseRobots(text, robot, ADDRESS).crawlDelay
    const text =
      'user-agent: *\ncrawl-delay: 1\n\nuser-agent: b\ndisallow: /d\n\nuser-agent: c\nuser-agent: d\nCrawl-Delay: 10.5'
    expect(['a', 'b', 'c', 'd', 'dd'].map((robot) => delayFor(text, robot))).toEqual([
      1,
      undefined,
      10.5,
      10.5,
      1,
    ])
    for (const wrong of ['1.2.1', '1.a0', '10a', '-1', '', 'Infinity'])
      expect(delayFor(`user-agent: *\ncrawl-delay: ${wrong}`, 'a')).toBeUndefined()
  })

  test('sitemaps are offered wherever they stand, whole and once', () => {
    const text =
      'Sitemap: /sitemap.xml\nuser-agent: b\ndisallow: /\nsite-map:  https://cdn.example/a.xml  \nsitemap: /sitemap.xml\nsitemap: http://['
    expect(parseRobots(text, 'a', ADDRESS).sitemaps).toEqual([
      'https://shop.example/sitemap.xml',
      'https://cdn.example/a.xml',
    ])
  })

  test('the line that decides is told', () => {
    const rules = parseRobots('\nuser-agent: *\nallow: /private/open\nDisallow: /private/ # no', 'a', ADDRESS)
    expect(rules.ruleFor(new URL('/private/1', ADDRESS))).toMatchObject({
      allows: false,
      path: '/private/',
      line: 4,
    })
    expect(rules.ruleFor(new URL('/private/open', ADDRESS))).toMatchObject({ allows: true, line: 3 })
    expect(rules.ruleFor(new URL('/', ADDRESS))).toBeUndefined()
  })
})

test('a file full of wildcards, or of nothing, is answered from at once', { timeout: 5_000 }, () => {
  const size = 250_000
  const url = new URL(`/${'a'.repeat(8_000)}b`, ADDRESS)
  const head = 'user-agent: *\ndisallow: /'
  const hostile = [
    `${head}${'*a'.repeat(size)}*c`,
    `${head}${'*'.repeat(size)}.html$`,
    `${head}${'a*'.repeat(size)}$`,
    `${head}${'*a'.repeat(3_000)}*a$`,
    `${' '.repeat(size)}x${' '.repeat(size)}`,
    'disallow\t'.repeat(size / 10),
    `user-agent: *\n${'disallow: /*a*c\n'.repeat(size / 10)}`,
  ]
  // A matcher that goes back to try another place would need minutes for any of them, or for ever.
  for (const text of hostile) expect(parseRobots(text, 'a', ADDRESS).allows(url)).toBe(true)
})
