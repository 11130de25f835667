import { Response } from 'latchkey'
import { expect, test } from 'vitest'

import { hasPasswordInput } from '../../packages/core/src/engine/login/signs/password-field.ts'
import { signOutOffer, signsOut } from '../../packages/core/src/extract/follow/sign-out.ts'
import { thrownAt } from '../../packages/core/src/extract/route/location.ts'
import { TextReader } from '../../packages/core/src/extract/sitemap/text-reader.ts'
import { receivedHeaders } from '../../packages/core/src/session/transport/exchange/received-headers.ts'
import { readHead } from '../../packages/core/src/session/transport/lenient/forgiving-head.ts'
import { LineReader } from '../../packages/core/src/session/transport/lenient/line-reader.ts'

const url = 'https://a.example/'
const TIMES_SMALLER = 8

/** What reads a text of a site outside of any watchdog, and how long a text it may be given. */
interface Reader {
  readonly longest: number
  readonly read: (text: string) => unknown
}

const title: Reader = { longest: 160_000, read: (body) => new Response({ url, body }).title }
const jsonLd: Reader = { longest: 160_000, read: (body) => new Response({ url, body }).jsonLd() }
const json: Reader = {
  ...jsonLd,
  read: (text) => jsonLd.read(`<script type="application/ld+json">${text}x</script>`),
}
const password: Reader = { longest: 160_000, read: hasPasswordInput }
const signOut: Reader = { longest: 160_000, read: signOutOffer }
const signingOut: Reader = {
  longest: 160_000,
  read: (text) => signsOut(new URL(`https://shop.example/${text}-,`)),
}
const sitemap: Reader = {
  longest: 64_000,
  read: (line) => new TextReader({ method: 'GET', url }).read(`${line}\n`),
}
const links: Reader = {
  longest: 64_000,
  read: (link) => new Response({ url, headers: { link: `<a>,${link}` } }).links,
}
const header: Reader = { longest: 64_000, read: (value) => receivedHeaders([['x-note', `a${value}b\x7f`]]) }
const statusLine: Reader = {
  longest: 16_000,
  read: (reason) => readHead(linesOf(`HTTP/1.1 200 a${reason}\rb\n\n`), 100_000).catch(() => undefined),
}
const thrown: Reader = {
  longest: 4_000,
  read: (text) => thrownAt(new Error(`no page\n at ${text}`)),
}

const texts: { readonly [what: string]: readonly [Reader, piece: string] } = {
  'a title among titles that never end': [title, '<title>'],
  'a title among tags that never end': [title, '<title '],
  'a title among comments that never end': [title, '<!--'],
  'a title among scripts that nearly end': [title, '<script></title>'],
  'JSON-LD among scripts that never end': [jsonLd, '<script type="application/ld+json">'],
  'JSON-LD among textareas that end as another': [jsonLd, '<textarea></script>'],
  'JSON-LD that is blank': [json, ' '],
  'JSON-LD with ends of comments': [json, '--> '],
  'JSON-LD in lists': [json, '['],
  'a field for a password among fields that never end': [password, '<input '],
  'a field for a password among types': [password, '<input type type='],
  'a link to sign out among links': [signOut, 'href='],
  'a link to sign out among links that never end': [signOut, 'href="/out'],
  'a link to sign out among blanks': [signOut, 'href   '],
  'a link to sign out among what is looked for': [signOut, 'href=?q='],
  'an address of words to sign out': [signingOut, 'logout_'],
  'a sitemap with lines of blanks': [sitemap, ' '],
  'a Link header of addresses that never end': [links, ',<'],
  'a Link header of quotes': [links, ';a="'],
  'a header of blanks': [header, ' '],
  'the place of an error that quotes a path': [thrown, '/'],
  'a status line of blanks': [statusLine, ' '],
}

test.each(Object.entries(texts))(
  '%s costs no more by the letter when it is long',
  async (_what, [reader, piece]) => {
    const effort = async (size: number) => {
      const text = piece.repeat(size / piece.length)
      const before = process.threadCpuUsage()
      await reader.read(text)
      const { user, system } = process.threadCpuUsage(before)
      return (user + system) / 1_000
    }
    const short = reader.longest / TIMES_SMALLER
    const effortOfShort = Math.min(await effort(short), await effort(short), await effort(short))
    expect(await effort(reader.longest)).toBeLessThan(3 * TIMES_SMALLER * Math.max(effortOfShort, 2))
  },
)

test('JSON-LD may be nested as deep as JSON can be', () => {
  const deep = `${'['.repeat(50_000)}{"@type":"Product"}${']'.repeat(50_000)}`
  const body = `<script type="application/ld+json">${deep}</script>`
  expect(new Response({ url, body }).jsonLd()).toEqual([{ '@type': 'Product' }])
})

function linesOf(text: string): LineReader {
  return new LineReader(
    (async function* () {
      yield Buffer.from(text)
    })(),
  )
}
