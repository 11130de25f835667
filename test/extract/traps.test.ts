import { writeFile } from 'node:fs/promises'

import { crawl, defineCrawler, SqliteStore, type Crawler, type Report } from 'latchkey'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { Traps } from '../../packages/core/src/engine/page/traps.ts'
import { trapIn } from '../../packages/core/src/extract/follow/traps.ts'
import { makeLink } from '../../packages/core/src/frontier/link.ts'
import type { QueuedRequest } from '../../packages/core/src/frontier/store.ts'
import { normalizeUrl } from '../../packages/core/src/http/url.ts'
import { startSite } from '../site/index.ts'
import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

/** Follows every link to one route, which gives records where a page has some. */
function crawlerOf(start: string, settings: Partial<Crawler> = {}): Crawler {
  const crawler = defineCrawler({
    name: 'trapped',
    start,
    robots: false,
    records: { page: z.object({ item: z.string() }) },
    routes: {
      page({ $, follow }) {
        follow('a', 'page')
        return $('.item')
          .toArray()
          .map((item) => ({ item: $(item).text() }))
      },
    },
  })
  return { ...crawler, ...settings }
}

async function crawlTrap(path: string, settings: Partial<Crawler> = {}, limit = 1_000): Promise<Report> {
  await using site = await startSite()
  await using store = new SqliteStore(':memory:')
  return await crawl(crawlerOf(site.url + path, settings), { store, limit })
}

describe('a crawl ends by itself, and says why,', () => {
  test.each([
    ['on relative links that lead ever deeper', '/faults/growing-path/', 'trap: repeated path', 200],
    ['on a query that grows with each page', '/faults/growing-query', 'trap: repeated query', 5],
    ['on an address that grows with each page', '/faults/growing-address', 'trap: long address', 60],
    ['on addresses within addresses', '/faults/nested-address', 'trap: nested address', 60],
    ['in a calendar without end and without events', '/faults/calendar/1', 'trap: nothing new', 500],
  ])('%s', async (_what, path, reason, most) => {
    const report = await crawlTrap(path)
    expect(report).toMatchObject({ reason: 'finished', failed: 0, waiting: 0, exitCode: 0 })
    expect(report.skips[reason]).toBeGreaterThan(0)
    expect(report.done).toBeGreaterThan(1)
    expect(report.done).toBeLessThan(most)
  })
})

test('pages whose addresses hold a session id are crawled once each', async () => {
  expect(await crawlTrap('/faults/session-ids/0')).toMatchObject({
    reason: 'finished',
    discovered: 4,
    done: 4,
  })
})

test('traps: false follows every address', async () => {
  const report = await crawlTrap('/faults/growing-query', { traps: false }, 300)
  expect(report).toMatchObject({ reason: 'limit', done: 300, skipped: 0 })
})

test('a long pagination is followed to its end, as long as it has records or leads to something new', async () => {
  const last = 240
  await using site = await serve(({ url }, response) => {
    const page = Number(new URL(url, 'http://x').searchParams.get('page'))
    const next = page < last ? `<a href="/list?page=${page + 1}">next</a>` : ''
    response.end(`<p class="item">${page}</p>${next}`)
  })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawlerOf(`${site.url}/list?page=1`), { store })
  expect(report).toMatchObject({ done: last, skipped: 0, records: { page: last } })

  const listing = defineCrawler({
    name: 'listing',
    start: `${site.url}/list?page=1`,
    robots: false,
    records: { detail: z.object({ item: z.string() }) },
    routes: {
      list({ $, url, follow }) {
        follow('a', 'list')
        follow(new URL(`/detail/${$('.item').text()}`, url), 'detail')
      },
      detail() {},
    },
  })
  expect(await crawl(listing, { store })).toMatchObject({ done: 2 * last, skipped: 0 })
})

test('a long pagination is followed to its end, though what it lists was found in another', async () => {
  const last = 240
  await using site = await serve(({ url }, response) => {
    const page = Number(/\d+/.exec(url)?.[0])
    const details = url.startsWith('/all') ? Array.from({ length: last }, (_, index) => index + 1) : [page]
    const next = page < last ? `<a href="/list/${page + 1}">next</a>` : ''
    response.end(details.map((detail) => `<a href="/detail/${detail}"></a>`).join('') + next)
  })
  await using store = new SqliteStore(':memory:')
  const shop = defineCrawler({
    name: 'shop',
    start: [`${site.url}/all`, `${site.url}/list/1`],
    robots: false,
    paths: { list: ['/all', '/list/:page'], detail: '/detail/:id' },
    records: { detail: z.object({ path: z.string() }) },
    routes: { list: ({ follow }) => follow('a'), detail: ({ url }) => ({ path: url.pathname }) },
  })
  expect(await crawl(shop, { store })).toMatchObject({ done: 1 + 2 * last, skipped: 0 })
})

test('two listings of the same things that lead to each other are both followed to their ends', async () => {
  const last = 240
  await using site = await serve(({ url }, response) => {
    const page = Number(/\d+/.exec(url)?.[0])
    const links = (path: string, numbers: number[]) =>
      numbers.map((number) => `<a href="${path}/${number}"></a>`)
    // One lists twenty things a page, the other one a page.
    const size = url.startsWith('/short') ? 20 : 1
    const details = Array.from({ length: size }, (_, index) => (page - 1) * size + index + 1)
    const next = page * size < last ? links(url.replace(/\/\d+/, ''), [page + 1]) : []
    const navigation = [...links('/short', [1]), ...links('/long', [1])]
    response.end([...navigation, ...links('/detail', details), ...next].join(''))
  })
  await using store = new SqliteStore(':memory:')
  const shop = defineCrawler({
    name: 'shop',
    start: `${site.url}/long/1`,
    robots: false,
    paths: { list: ['/short/:page', '/long/:page'], detail: '/detail/:id' },
    records: { detail: z.object({ path: z.string() }) },
    routes: { list: ({ follow }) => follow('a'), detail: ({ url }) => ({ path: url.pathname }) },
  })
  expect(await crawl(shop, { store })).toMatchObject({ done: 2 * last + last / 20, skipped: 0 })
})

test('a crawler without records follows everything, for nobody knows what it is after', async () => {
  await using site = await startSite()
  await using store = new SqliteStore(':memory:')
  const crawler = defineCrawler({
    name: 'mirror',
    start: `${site.url}/faults/calendar/1`,
    robots: false,
    routes: { page: ({ follow }) => follow('a', 'page') },
  })
  expect(await crawl(crawler, { store, limit: 450 })).toMatchObject({
    reason: 'limit',
    done: 450,
    skipped: 0,
  })
})

test('ten thousand pages of a route in a row that brought nothing end it, and one that did lets it go on', () => {
  const traps = new Traps({ name: 'wide', start: 'https://shop.example/', records: { page: {} } })
  const visit = (number: number, records: number, files: readonly string[] = []) => {
    const url = `https://shop.example/${number}`
    const request: QueuedRequest = { ...makeLink({ url, route: 'page', depth: 1 }), id: number, tries: 0 }
    const read = {
      records: Array.from({ length: records }, () => ({ key: undefined, json: '{}' })),
      links: [{ url: `${url}/x`, route: 'page', data: undefined, skip: undefined }],
      files,
    }
    return traps.judge(request, read)[0]?.skip
  }
  for (let number = 0; number < 9_999; number++) expect(visit(number, 0)).toBeUndefined()
  expect(visit(9_999, 0)).toBe('trap: nothing new')
  expect(visit(10_000, 1)).toBeUndefined()
  expect(visit(10_001, 0)).toBeUndefined()
  for (let number = 10_002; number < 20_000; number++) visit(number, 0)
  expect(visit(20_000, 0)).toBe('trap: nothing new')
  expect(visit(20_001, 0, ['photo.jpg'])).toBeUndefined()
})

test('an empty calendar ends for each account by itself, though they go through it together', () => {
  const traps = new Traps({ name: 'two', start: 'https://shop.example/', records: { page: {} } })
  const visit = (account: string, day: number) => {
    const url = `https://shop.example/calendar/${day}`
    const request = { ...makeLink({ url, route: 'page', depth: day, account }), id: 1_000 + day, tries: 0 }
    const next = { url: `https://shop.example/calendar/${day + 1}`, route: 'page', data: undefined }
    return traps.judge(request, { records: [], files: [], links: [{ ...next, skip: undefined }] })[0]?.skip
  }
  for (let day = 1; day < 200; day++)
    for (const account of ['ada', 'grace']) expect(visit(account, day)).toBeUndefined()
  for (const account of ['ada', 'grace']) expect(visit(account, 200)).toBe('trap: nothing new')
})

test.each([
  'https://shop.example/2024/2024/2024/01/01/01/01',
  'https://shop.example/a/b/c/a/a/0/f/f/a/a/image.jpg',
  'https://shop.example/en/en/news/news/en',
  'https://shop.example/?color=red&color=blue&color=green&size=1&size=1',
  `https://shop.example/?state=${'x'.repeat(1_900)}`,
  'https://shop.example/login?next=%2Flogin%3Fnext%3D%252Fhome',
  'https://github.example/o/r/blob/main/packages/core/src/main/java/org/example/project/module/impl/Main.java',
  'https://shop.example/a?b?c',
])('%.100s is no trap', (address) => {
  expect(trapIn(new URL(address))).toBeUndefined()
})

test('session ids are dropped where they are surely some, and nothing else is', () => {
  const id = '0123456789abcdef0123456789abcdef'
  const same = (from: string, to: string) =>
    expect(normalizeUrl(new URL(from, 'https://a.example'))).toBe(`https://a.example${to}`)
  same(`/p;jsessionid=${id}?a=1`, '/p?a=1')
  same(`/p;JSESSIONID=${id}.node1/q`, '/p/q')
  same(`/p?PHPSESSID=${id}`, '/p')
  same(`/p?a=1&PHPSESSID=${id}&b=2`, '/p?a=1&b=2')
  same(`/p?a=1&sid=${id}`, '/p?a=1')
  same(`/p?ASPSESSIONIDABCD=x&CFID=1&CFTOKEN=2&a=1`, '/p?a=1')
  same('/p?sid=42&session=summer&s=abc', '/p?sid=42&session=summer&s=abc')
  same(`/p?hash=${id};x=1`, `/p?hash=${id};x=1`)
  expect(normalizeUrl(new URL(`https://a.example/?sid=${id}`), { traps: false })).toContain(id)
})

test('the summary of a run counts what was taken for a trap, and says how to follow it', async () => {
  await using site = await startSite()
  await using folder = await temporaryFolder()
  const file = folder.file('trapped.mjs')
  const routes = "{ page: ({ follow }) => follow('a', 'page') }"
  await writeFile(
    file,
    `export default { name: 'trapped', start: '${site.url}/faults/growing-query', robots: false, routes: ${routes} }`,
  )
  const { code, stdout } = await runCommand(['run', file, '--store', folder.file('crawl.db')])
  expect(code).toBe(0)
  expect(stdout).toContain('skipped    trap: repeated query 1')
  expect(stdout).toMatch(
    /^traps {6}1 not followed, for they seem to go on without end: traps: false follows them$/m,
  )
})
