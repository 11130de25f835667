import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, test } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import { netrcEntries } from '../../../packages/core/src/session/auth/netrc/netrc-entries.ts'
import { openNetrc } from '../../../packages/core/src/session/auth/netrc/netrc.ts'
import { signedBy } from './exchange.ts'

const folder = mkdtempSync(join(tmpdir(), 'netrc-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(text: string): string {
  const path = join(folder, `netrc-${Math.random()}`)
  writeFileSync(path, text)
  return path
}

/** Who the file says we are at a URL, as `user:password`. */
async function found(text: string, url: string): Promise<string | undefined> {
  const auth = openNetrc(file(text)).find(new URL(url))
  const header = (await signedBy(auth)).headers.get('authorization')
  return header?.replace('Basic ', '').replace(/.+/, (base64) => Buffer.from(base64, 'base64').toString())
}

const TWO = 'machine a.example login ada password lovelace\nmachine b.example login bob password builder\n'

describe('a host in a netrc file', () => {
  test('is found by its exact name', async () => {
    expect(await found(TWO, 'https://a.example/x')).toBe('ada:lovelace')
    expect(await found(TWO, 'https://B.example')).toBe('bob:builder')
    expect(await found(TWO, 'https://www.a.example')).toBeUndefined()
    expect(await found(TWO, 'https://example')).toBeUndefined()
    expect(await found(TWO, 'https://a.example./')).toBeUndefined()
  })

  test.each([
    'http://a.example:@evil.example/',
    'http://a.example%40@evil.example',
    'http://evil.example/a.example',
  ])('is not found by a URL that only looks like it: %s (CVE-2024-47081)', async (url) => {
    expect(await found(TWO, url)).toBeUndefined()
  })

  test('is found with a port in the URL, and never with its port in the file', async () => {
    expect(await found(TWO, 'https://a.example:8443')).toBe('ada:lovelace')
    expect(await found('machine a.example:8443 login x password y', 'https://a.example:8443')).toBeUndefined()
  })

  test('may be an IPv6 address, with or without brackets, or an international name', async () => {
    expect(await found('machine ::1 login a password b', 'http://[::1]:80/')).toBe('a:b')
    expect(await found('machine [::1] login a password b', 'http://[::1]:80/')).toBe('a:b')
    expect(
      await found('machine m\u00FCnchen.example login a password b', 'https://m\u00FCnchen.example'),
    ).toBe('a:b')
  })

  test('uses the default entry when it is not there, wherever that stands', async () => {
    const text = `default login anonymous password guest\n${TWO}`
    expect(await found(text, 'https://c.example')).toBe('anonymous:guest')
    expect(await found(text, 'https://a.example')).toBe('ada:lovelace')
  })

  test('without a password gets an empty one, not that of another entry (CVE-2024-11053)', async () => {
    const text = 'machine a.example login ada password lovelace\nmachine b.example login bob\n'
    expect(await found(text, 'https://b.example')).toBe('bob:')
  })

  test('without a login gets none, nor do all others by an empty default (CVE-2025-0167)', async () => {
    const text = 'machine a.example login ada password lovelace\nmachine b.example\ndefault\n'
    expect(await found(`${text} login guest password x`, 'https://b.example')).toBeUndefined()
    expect(await found(text, 'https://c.example')).toBeUndefined()
  })

  test('that is there twice has its first entry', async () => {
    expect(await found(`${TWO}machine a.example login x password y`, 'https://a.example')).toBe(
      'ada:lovelace',
    )
  })
})

describe('the words of a netrc file', () => {
  test.each([
    ['on many lines', 'machine\ta.example\r\n  login\n ada\r\npassword lovelace\r\n'],
    ['in any case, the values as they are', 'MACHINE A.example Login ada PASSWORD lovelace'],
    [
      'with a value given twice, of which the first counts',
      'machine a.example login ada password lovelace password x login y',
    ],
    ['with an account', 'machine a.example login ada account x password lovelace'],
    [
      'with comments',
      '# mine\nmachine a.example # first\nlogin ada # "quote\npassword lovelace\n#machine a.example',
    ],
    ['in quotes', '"machine" "a.example" login "ada" password "lovelace"'],
    ['after a byte order mark', '\uFEFFmachine a.example login ada password lovelace'],
    [
      'after a macro',
      'macdef init\nmachine a.example login no password no\n\nmachine a.example login ada password lovelace',
    ],
    ['around a macro', 'machine a.example login ada password lovelace macdef x\npassword no\n'],
  ])('are read %s', async (_, text) => {
    expect(await found(text, 'https://a.example')).toBe('ada:lovelace')
  })

  test.each([
    [String.raw`"two words"`, 'two words'],
    [String.raw`"a \"quote\" and a \\"`, String.raw`a "quote" and a \ `.trim()],
    [String.raw`"\x"`, 'x'],
    [String.raw`back\slash`, String.raw`back\slash`],
    ['in"side', 'in"side'],
    ['#hash', '#hash'],
    ['""', ''],
    ['"p\u00E4ss"', 'p\u00E4ss'],
  ])('quote as in curl: %s', async (written, password) => {
    expect(await found(`machine a.example login ada password ${written}\n`, 'https://a.example')).toBe(
      `ada:${password}`,
    )
  })

  test('are read in a time that grows with the file', () => {
    const text = 'machine host.example login user password secret\n'.repeat(20_000)
    const start = performance.now()
    expect(netrcEntries(text, 'x')).toHaveLength(20_000)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('a netrc file is refused, with the line and none of its words,', () => {
  test.each([
    [
      'for a quote that is not closed',
      'machine a.example\nlogin ada password "hush\n',
      2,
      /quote is not closed/,
    ],
    [
      'for a backslash before the end',
      'machine a.example login ada password "hush\\',
      1,
      /quote is not closed/,
    ],
    ['for a password with a blank', 'machine a.example\nlogin ada\npassword hush hush\n', 3, /quote a value/],
    ['for a keyword without a value', 'machine a.example login ada\npassword', 2, /password has no value/],
    ['for a login before any machine', '\nlogin hush', 2, /before any machine/],
    ['for a line feed in a value', 'machine a.example login ada\npassword "hush\\n"', 2, /control character/],
    [
      'for a carriage return in a value',
      'machine a.example login "ada\\rhush" password x',
      1,
      /control character/,
    ],
    ['for a NUL in a value', 'machine a.example login ada password hush\0', 1, /control character/],
  ])('%s', (_, text, line, problem) => {
    const path = file(text)
    expect(() => openNetrc(path)).toThrow(DefinitionError)
    expect(() => openNetrc(path)).toThrow(`${path}, line ${line}: `)
    expect(() => openNetrc(path)).toThrow(problem)
    expect(() => openNetrc(path)).not.toThrow(/hush/)
  })
})

describe('the netrc file', () => {
  test('is the one that NETRC names', () => {
    expect(openNetrc(true, { NETRC: file(TWO) }).find(new URL('https://a.example'))).toBeDefined()
  })

  test('may be missing when nobody named its path', () => {
    const netrc = openNetrc(true, { NETRC: join(folder, 'missing') })
    expect(netrc.find(new URL('https://a.example'))).toBeUndefined()
  })

  test('may not be missing when its path was given, nor be a folder', () => {
    expect(() => openNetrc(join(folder, 'missing'))).toThrow(/missing cannot be read/)
    expect(() => openNetrc(folder)).toThrow(DefinitionError)
    expect(() => openNetrc('~/latchkey-missing')).toThrow(join(homedir(), 'latchkey-missing'))
  })
})
