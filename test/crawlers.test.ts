import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'

import { crawl, loadPage, SqliteStore, type Response } from 'latchkey'
import { afterAll, beforeEach, expect, test } from 'vitest'

import { temporaryFolder } from './support/folder.ts'
import { serve } from './support/serve.ts'

// A crawler reads the address of its site when it is imported, and its secrets when they are used.
const [bookShop, quoteSite] = await Promise.all([serveBooks(), serveQuotes()])
process.env['BOOKS_URL'] = bookShop.url
process.env['QUOTES_URL'] = quoteSite.url
process.env['LATCHKEY_KEY'] = '0'.repeat(64)
const { default: books } = await import('@latchkey/crawlers/books')
const { default: quotes } = await import('@latchkey/crawlers/quotes')

const everyQuote = [
  ['Mara Lindqvist', "A queue is a promise that somebody's turn will come."],
  ['Mara Lindqvist', 'Read the last page first; then earn it.'],
  ["Zoë O'Hara", 'Nothing is as quiet as a finished list.'],
  ["Zoë O'Hara", 'She said “later”, and meant it.'],
].map((key) => JSON.stringify(key))

beforeEach(() => {
  Object.assign(process.env, { QUOTES_USERNAME: 'ada', QUOTES_PASSWORD: 'lovelace' })
  Object.assign(quoteSite, { logins: 0, needlessLogins: 0, pagesPerLogin: Infinity })
  quoteSite.visitors.clear()
  quoteSite.requests.length = 0
})

afterAll(async () => {
  await bookShop[Symbol.asyncDispose]()
  await quoteSite[Symbol.asyncDispose]()
})

test('books crawls every category to its last page, and has every book once', async () => {
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('books.db'))
  const report = await crawl(books, { store })
  expect(report).toMatchObject({ discovered: 7, done: 7, records: { book: 3 }, exitCode: 0 })
  expect(bookShop.requests.map(({ url }) => url).toSorted()).toEqual([
    '/',
    '/catalogue/category/books/poetry_23/index.html',
    '/catalogue/category/books/travel_2/index.html',
    '/catalogue/category/books/travel_2/page-2.html',
    '/catalogue/lanterns-over-hoi-an_640/index.html',
    '/catalogue/small-weather_377/index.html',
    '/catalogue/the-salt-road-a-walk-across-the-sahara_812/index.html',
    '/robots.txt',
  ])
  expect(await keysOf(store, 'book')).toEqual(['5be80d12f7a94c36', 'a61f03c9be72d845', 'e09c4417a3d25fb8'])
  const values = await Array.fromAsync(store.records(), ({ value }) => value)
  expect(values).toContainEqual({
    upc: 'e09c4417a3d25fb8',
    title: 'Small Weather',
    category: 'Poetry',
    price: 23.88,
    rating: 5,
    available: 1,
    description: 'Forty short poems on rain, none of them sad.',
    image: `${bookShop.url}/media/cache/0d/5a/0d5a9e73b1c24f68a0e7d5c3b2f19648.jpg`,
  })
})

test('quotes signs in once, and has every quote and every author once', async () => {
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('quotes.db'))
  const report = await crawl(quotes, { store })
  expect(report).toMatchObject({
    discovered: 4,
    done: 4,
    records: { quote: 4, author: 2 },
    exitCode: 0,
  })
  expect(await keysOf(store, 'quote')).toEqual(everyQuote)
  expect(await keysOf(store, 'author')).toEqual(['Mara Lindqvist', "Zoë O'Hara"])
  expect(quoteSite.logins).toBe(1)
})

test('quotes signs in again where the site forgets it, and loses nothing', async () => {
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('quotes.db'))
  // The page that a login lands on, and both pages of quotes: an author's page is proven by one of these.
  quoteSite.pagesPerLogin = 3
  const report = await crawl(quotes, { store })
  expect(report).toMatchObject({ done: 4, failed: 0, records: { quote: 4, author: 2 }, exitCode: 0 })
  expect(await keysOf(store, 'quote')).toEqual(everyQuote)
  expect(await keysOf(store, 'author')).toEqual(['Mara Lindqvist', "Zoë O'Hara"])
  expect(quoteSite.logins).toBeGreaterThan(1)
  expect(quoteSite.needlessLogins).toBe(0)
})

test('quotes ends at once with a refused password, and does not tell it', async () => {
  process.env['QUOTES_PASSWORD'] = 'not-the-password'
  await using store = new SqliteStore(':memory:')
  const report = await crawl(quotes, { store })
  expect(report).toMatchObject({ reason: 'login', done: 0, waiting: 1, exitCode: 4 })
  expect(JSON.stringify(report)).not.toContain('not-the-password')
  expect(quoteSite.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
})

test('quotes names the secret that is not set, before anything is sent', async () => {
  delete process.env['QUOTES_PASSWORD']
  await using store = new SqliteStore(':memory:')
  await expect(crawl(quotes, { store })).rejects.toThrow('the secret QUOTES_PASSWORD is not set')
  expect(quoteSite.requests.filter(({ method }) => method === 'POST')).toEqual([])
})

async function keysOf(store: SqliteStore, kind: string): Promise<string[]> {
  const keys = await Array.fromAsync(store.records({ kind }), ({ key }) => String(key))
  return keys.toSorted()
}

/** The saved pages of a crawler, under their paths. */
async function savedPages(crawler: string): Promise<Map<string, Response>> {
  const folder = new URL(`../packages/crawlers/src/${crawler}/pages/`, import.meta.url)
  const files = (await readdir(folder)).filter((file) => file.endsWith('.html'))
  const pages = await Promise.all(files.map((file) => loadPage(new URL(file, folder))))
  return new Map(pages.map((page) => [page.url.pathname, page]))
}

async function serveBooks() {
  const pages = await savedPages('books')
  return serve((request, response) => {
    const page = pages.get(request.url)
    if (page) response.setHeader('content-type', page.headers.get('content-type') ?? '').end(page.body)
    else response.writeHead(404).end()
  })
}

/** As quotes.toscrape.com, with one account: a token in the form that belongs to the visitor's cookie. */
async function serveQuotes() {
  const pages = await savedPages('quotes')
  const visitors = new Map<string, { token: string; pagesLeft: number }>()

  const server = await serve((request, response) => {
    const cookie = request.headers.cookie?.match(/session=([^;]+)/)?.[1] ?? randomUUID()
    const visitor = visitors.get(cookie) ?? { token: randomUUID(), pagesLeft: 0 }
    visitors.set(cookie, visitor)
    response.setHeader('set-cookie', `session=${cookie}; HttpOnly; Path=/`)

    const fields = new URLSearchParams(request.body)
    if (request.method === 'POST' && isAda(fields) && fields.get('csrf_token') === visitor.token) {
      site.logins++
      if ([...visitors.values()].some(({ pagesLeft }) => pagesLeft > 0)) site.needlessLogins++
      visitor.pagesLeft = site.pagesPerLogin
      response.writeHead(302, { location: '/' }).end()
      return
    }
    const page = pages.get(request.url)
    if (!page) {
      response.writeHead(pages.has(`${request.url}/`) ? 308 : 404, { location: `${request.url}/` }).end()
      return
    }
    const signedIn = page.text.includes('Logout') && visitor.pagesLeft-- > 0
    response.setHeader('content-type', page.headers.get('content-type') ?? '')
    response.end(
      page.text
        .replace(/(name="csrf_token" value=)"\w+"/, `$1"${visitor.token}"`)
        .replace('<a href="/logout">Logout</a>', signedIn ? '$&' : '<a href="/login">Login</a>'),
    )
  })
  const site = Object.assign(server, { visitors, logins: 0, needlessLogins: 0, pagesPerLogin: Infinity })
  return site
}

function isAda(fields: URLSearchParams): boolean {
  return fields.get('username') === 'ada' && fields.get('password') === 'lovelace'
}
