import { Archive, crawl, extract, reextract, Response, SqliteStore, type Crawler } from 'latchkey'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve, type SeenRequest, type TestServer } from '../support/serve.ts'

const MODULE = new URL('../support/crawlers/fragments-crawler.ts', import.meta.url)
const SENT = { 'x-requested-with': 'XMLHttpRequest', accept: '*/*', 'accept-language': 'en' }

let site: TestServer
let fragments: Crawler
/** How often the fragment is out of order. */
let failures = 0

beforeAll(async () => {
  site = await serve(({ url, headers }, response) => {
    const isScript = headers['x-requested-with'] === 'XMLHttpRequest'
    const status = url === '/' ? 200 : failures-- > 0 ? 502 : isScript ? 200 : 403
    response.writeHead(status, { 'content-type': 'text/html' }).end('<p>rest</p>')
  })
  process.env['SITE_URL'] = site.url
  fragments = ((await import(MODULE.href)) as { default: Crawler }).default
})

afterAll(() => site[Symbol.asyncDispose]())

beforeEach(() => {
  site.requests.length = 0
  failures = 0
})

test.each([0, 1])(
  'a link goes out with its own headers over those of the session, with every try and for the next process (%i workers)',
  async (workers) => {
    failures = 1
    await using folder = await temporaryFolder()
    for (const [limit, done] of [
      [1, 1],
      [9, 2],
    ] as const) {
      await using store = new SqliteStore(folder.file('crawl.db'))
      expect(await crawl(fragments, { store, workers, module: MODULE, limit })).toMatchObject({ done })
    }
    const [start, ...tries] = site.requests
    expect(start?.headers).toMatchObject({ accept: 'text/html', 'accept-language': 'en' })
    expect(start?.headers).not.toHaveProperty('x-requested-with')
    expect(tries.map(headersOf)).toEqual([headersOf(tries[0]), headersOf(tries[0])])
    expect(tries[0]).toMatchObject({ method: 'GET', headers: { ...SENT, referer: `${site.url}/` } })
  },
)

test('latchkey why shows the headers of a link; two links that differ only in them are one', async () => {
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('crawl.db'))
  expect(await crawl(fragments, { store })).toMatchObject({ discovered: 2, done: 2 })
  const words = ['why', MODULE.pathname, '/fragment', '--store', folder.file('crawl.db')]
  const { stdout } = await runCommand(words)
  expect(stdout).toContain(
    `\n  headers  X-Requested-With: XMLHttpRequest\n           accept: */*\n           referer: ${site.url}/\n`,
  )
})

test('a replay and reextract find the page that came for a link with headers', async () => {
  await using folder = await temporaryFolder()
  await using archive = new Archive(folder.file('crawl.archive'))
  await using store = new SqliteStore(':memory:')
  await crawl(fragments, { store, archive })
  expect(await reextract(fragments, { store, archive })).toMatchObject({ pages: 2, differs: false })
  await using again = new SqliteStore(':memory:')
  const replayed = await crawl(fragments, { store: again, archive, replay: true })
  expect(replayed).toMatchObject({ done: 2, records: { fragment: 1 } })
  expect(site.requests).toHaveLength(2)
})

test('a form with headers goes by POST, a URL with headers by GET, and no headers are none', async () => {
  const url = new URL('https://shop.example/search')
  const headers = { accept: '*/*' }
  const follow = ({ follow }: { follow: (target: unknown, route: string) => void }) => {
    for (const parts of [{ headers }, { headers, form: { q: 'chair' } }, { headers: {}, method: 'put' }])
      follow({ url, ...parts }, 'page')
  }
  const crawler = { name: 'shop', start: url, routes: { page: follow } } as unknown as Crawler
  const { links } = await extract(crawler, 'page', new Response({ url }))
  const link = { url: url.href, route: 'page', data: undefined, skip: undefined }
  expect(links).toEqual([
    { ...link, method: 'GET', headers },
    { ...link, method: 'POST', headers, body: 'q=chair' },
    { ...link, method: 'PUT' },
  ])
})

test.each([
  [{ Authorization: 'Bearer x' }, 'the header Authorization, which the store would keep', '{ auth }'],
  [{ cookie: 'a=b' }, 'the header cookie, which the store would keep for all to read', '{ cookies }'],
  [{ 'proxy-authorization': 'x' }, 'the header proxy-authorization, which the store', '{ proxy }'],
  [{ 'X-Api-Key': 'x' }, 'the header X-Api-Key, which the store would keep', '{ headers }'],
  [{ 'x-shop-token': 'x' }, 'the header x-shop-token, which the store would keep', '{ headers }'],
  [{ 'x-ada-token': 'x' }, 'the header x-ada-token, which the store would keep', '{ headers }'],
  [{ Host: 'other.example' }, 'the header Host, which every request has of itself', 'leave it out'],
  [{ expect: '100-continue' }, 'the header expect, which every request has of', 'leave it out'],
  [{ accept: 7 }, 'follow was given 7 as header accept: give a text', 'a secret belongs into session'],
  [{ 'a b': 'x' }, 'header name "a b" is not a token', 'use letters'],
  [{ accept: 'a\r\nb: c' }, 'header accept has a value that cannot be sent', 'no line breaks'],
  [[['accept', '*/*']], 'follow was given an array as headers: give names and texts', "as in { 'x-req"],
  [new Map([['accept', '*/*']]), 'follow was given an object (Map) as headers', "as in { 'x-req"],
])('headers of a link that the queue cannot keep name the mend: %j', async (headers, problem, mend) => {
  const url = new URL('https://shop.example/')
  const page = ({ follow }: { follow: (target: unknown) => void }) => follow({ url, headers })
  const crawler = {
    name: 'shop',
    start: url,
    session: { sensitiveHeaders: ['X-Shop-Token'] },
    accounts: [{ name: 'ada', session: { sensitiveHeaders: ['x-ada-token'] } }],
    routes: { page },
  } as unknown as Crawler
  const error = await extract(crawler, 'page', new Response({ url })).catch((thrown: unknown) => thrown)
  expect(String(error)).toContain(problem)
  expect(String(error)).toContain(mend)
})

function headersOf(request: SeenRequest | undefined): unknown {
  return request?.headers
}
