import { defineCrawler, extract, Response, type Crawler, type RecordError } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

const page = new Response({ url: 'https://shop.example/quotes' })

test('a wrong record of a list says which one', async () => {
  const quotes = crawlerOf(() => [{ author: 'Ada' }, { author: 'Grace' }, { author: 7 }], {
    schema: z.object({ author: z.string() }),
  })
  const error = (await extract(quotes, 'quote', page).catch((error: unknown) => error)) as RecordError
  expect(error.message).toMatch(/^record quote is wrong: 2\.author: /)
  expect(error.message).toMatch(/\n {2}at test\/extract\/records\.test\.ts:\d+\n {2}on https/)
  expect(error.issues).toMatchObject([{ path: '2.author' }])
})

test('promises among the records are told to be awaited', async () => {
  const quotes = crawlerOf(() => ['Ada', 'Grace'].map(async (author) => ({ author })))
  await expect(extract(quotes, 'quote', page)).rejects.toThrow(
    '0: is a promise: await it, several by Promise.all',
  )
})

test('what JSON would lose without a word is a wrong record', async () => {
  const self: { me?: object } = {}
  self.me = self
  const lost: [unknown, string | RegExp][] = [
    [{ tags: new Set(['a']) }, 'tags: is a Set, which JSON does not have'],
    [{ of: [new Map()] }, 'of.0: is a Map, which JSON does not have'],
    [{ prices: [1, undefined, 3] }, 'prices.1: is undefined, which JSON does not have'],
    [{ at: new Date(Number.NaN) }, 'at: is an invalid Date, which JSON does not have'],
    [{ like: /x/ }, 'like: is a RegExp, which JSON does not have: give a plain object'],
    [{ failed: new Error('x') }, 'failed: is an Error, which JSON does not have'],
    [{ body: new Uint8Array(1) }, 'body: is a Uint8Array, which JSON does not have'],
    [{ query: new URLSearchParams('a=1') }, 'query: is a URLSearchParams, which JSON does not have'],
    [{ title: page.$('h1') }, /title: is an? \w+, which JSON does not have/],
    [{ price: Number.NaN }, 'price: is NaN, which JSON does not have'],
    [{ price: Infinity }, 'price: is Infinity, which JSON does not have'],
    [{ id: 1n }, 'id: is a bigint, which JSON does not have'],
    [{ id: () => 1 }, 'id: is a function, which JSON does not have'],
    [self, 'me: contains itself, which JSON cannot keep'],
    [[{}, Symbol('x')], '1: is a symbol, which JSON does not have'],
  ]
  for (const [record, message] of lost) {
    await expect(
      extract(
        crawlerOf(() => record),
        'quote',
        page,
      ),
    ).rejects.toThrow(message)
  }
  const kept = { at: new Date(0), url: new URL('https://x.example'), none: undefined, list: [null, { a: 1 }] }
  const bare: object = Object.assign(Object.create(null), { kept, again: kept })
  expect(
    await extract(
      crawlerOf(() => [kept, bare]),
      'quote',
      page,
    ),
  ).toMatchObject({ records: [kept, { kept, again: kept }] })
})

test('a key that says nothing is a wrong record, offline too', async () => {
  const wrong: [object, string][] = [
    [{}, 'id: is empty, but is part of the key'],
    [{ id: '  ' }, 'id: is empty, but is part of the key'],
    [{ id: { a: 1 } }, 'id: is part of the key, and a key is made of text, numbers and dates'],
  ]
  for (const [record, message] of wrong) {
    const crawler = crawlerOf(() => [{ id: 'first' }, record], { keys: 'id' })
    await expect(extract(crawler, 'quote', page)).rejects.toThrow(`record quote is wrong: 1.${message}`)
  }
  const none = crawlerOf(() => ({ id: 1 }), { keys: [] })
  await expect(extract(none, 'quote', page)).rejects.toThrow('keys.quote is empty: name at least one field')
})

test('dates within one second are different keys', async () => {
  const { keyOf } = await import('../../packages/core/src/extract/record/keys.ts')
  const [first, second] = [1, 2].map((at) => keyOf('at', { at: new Date(at) }))
  expect(first).toBe('1970-01-01T00:00:00.001Z')
  expect(second).not.toBe(first)
  expect(keyOf(['id', 'year'], { id: 'a', year: 2026 })).toBe('["a",2026]')
})

test('a saved page is read with the charset that the crawler names, and its account before it', async () => {
  const crawler = crawlerOf(({ $ }) => ({ text: $('h1').text() }))
  const saved = new Response({
    url: page.url,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from('<h1>\x93\xfa\x96\x7b</h1>', 'latin1'),
  })
  const textOf = async (read: Crawler<'quote'>, response = saved) =>
    (await extract(read, 'quote', response)).records[0]
  expect(await textOf(crawler)).toEqual({ text: '“ú–{' })
  expect(await textOf(crawler, saved.with({ fallbackCharset: 'shift_jis' }))).toEqual({ text: '日本' })
  expect(await textOf({ ...crawler, session: { charset: 'shift_jis' } })).toEqual({ text: '日本' })
  const accounts = [{ name: 'ada', session: { charset: 'shift_jis' } }]
  expect(await textOf({ ...crawler, session: { charset: 'koi8-r' }, accounts })).toEqual({ text: '日本' })
})

function crawlerOf(
  route: (page: Pick<Response, '$'>) => unknown,
  { schema = z.any(), keys }: { schema?: z.ZodType; keys?: string | string[] } = {},
): Crawler<'quote'> {
  const crawler = {
    name: 'quotes',
    start: 'https://shop.example/',
    records: { quote: schema },
    ...(keys && { keys: { quote: keys } }),
    routes: { quote: route },
  }
  return defineCrawler(crawler as never)
}
