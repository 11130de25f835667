import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { DatabaseSync } from 'node:sqlite'

import { Archive, crawl, defineCrawler, reextract, SqliteStore, type Crawler, type Report } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { offline } from '../../packages/core/src/engine/archive/replay.ts'
import { newUser } from '../../packages/core/src/engine/login/open-session.ts'
import { startSite } from '../site/index.ts'
import { encodedPages } from '../site/tools/encodings.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'
import { shopCrawler } from './shop-crawler.ts'

test('a replay gives the records of the recorded run, without a login, a socket or a request', async () => {
  await using site = await startSite({ products: 30, orders: 12 })
  await using archive = new Archive(':memory:')
  const shop = shopCrawler(site.url)
  let recorded: Awaited<ReturnType<typeof crawlInto>> | undefined
  const opened = await socketsOpenedBy(async () => void (recorded = await crawlInto(shop, { archive })))
  expect(opened).toBeGreaterThan(0)
  expect(recorded?.report).toMatchObject({ done: 46, failed: 0, exitCode: 0 })

  site.endSessions()
  site.resetCounts()
  const sockets = await socketsOpenedBy(async () => {
    const replayed = await crawlInto(shop, { archive, replay: true })
    expect(replayed.records).toEqual(recorded?.records)
    expect(replayed.report).toMatchObject({ done: 46, failed: 0, exitCode: 0 })
  })
  expect(sockets).toBe(0)
  expect(site.requests).toBe(0)
})

test('pages of several accounts at one URL are kept apart', async () => {
  await using site = await startSite({ orders: 12 })
  await using archive = new Archive(':memory:')
  await using store = new SqliteStore(':memory:')
  const passwords = { ada: 'lovelace', grace: 'hopper' }
  const orders: Crawler = {
    ...shopCrawler(site.url, { start: `${site.url}/account/orders` }),
    login: { form: '/login' },
    accounts: Object.entries(passwords).map(([name, password]) => ({
      name,
      fields: { username: name, password },
    })),
  }
  await crawl(orders, { store, archive })
  await site.close()
  expect(await reextract(orders, { store, archive })).toMatchObject({ differs: false, pages: 28 })
  const { report, records } = await crawlInto(orders, { archive, replay: true })
  expect(report).toMatchObject({ done: 28, failed: 0 })
  for (const prefix of ['ADA', 'GRACE'])
    expect(JSON.stringify(records).match(new RegExp(`"${prefix}-`, 'g'))).toHaveLength(12)
})

test('a page that the archive does not have fails in a replay, and says why', async () => {
  await using site = await startSite({ products: 3 })
  await using archive = new Archive(':memory:')
  const shop = shopCrawler(site.url, { start: `${site.url}/products` })
  await crawlInto(shop, { archive })
  const wider = { ...shop, start: [`${site.url}/products`, { url: `${site.url}/about`, route: 'list' }] }
  const { report } = await crawlInto(wider, { archive, replay: true })
  expect(report).toMatchObject({ done: 4, failed: 1, exitCode: 3 })
  const message = report.errors[0]?.example.message
  expect(message).toMatch(/\/about: is not in the archive of run 1 .*the run did not fetch it/)
})

test('a replay of a run that was cut short ends at once: what was not fetched has failed', async () => {
  await using site = await startSite({ products: 100, pageSize: 100 })
  await using archive = new Archive(':memory:')
  await using store = new SqliteStore(':memory:')
  const shop = shopCrawler(site.url, { start: `${site.url}/products`, rate: { perSecond: 1_000 } })
  await crawl(shop, { store, archive, limit: 5 })
  const { report } = await crawlInto(shop, { archive, replay: true })
  expect(report).toMatchObject({ done: 5, failed: 96, waiting: 0, reason: 'finished', exitCode: 3 })
})

test('a replay waits for no site that wanted to be left alone, and holds no submission in doubt', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/busy') response.writeHead(503, { 'retry-after': '3600' }).end()
    else response.setHeader('content-type', 'text/html').end('<a href="/busy">busy</a>')
  })
  await using archive = new Archive(':memory:')
  await using store = new SqliteStore(':memory:')
  const busy = defineCrawler({
    name: 'busy',
    start: server.url,
    robots: false,
    routes: {
      list({ follow, url }) {
        follow('a', 'page')
        follow({ url: new URL('/order', url), form: { article: 7 } }, 'page')
      },
      page() {},
    },
  })
  await crawl(busy, { store, archive, limit: 2 })
  const { report } = await crawlInto(busy, { archive, replay: true })
  expect(report).toMatchObject({ done: 1, failed: 2, waiting: 0, inDoubt: 0, reason: 'finished' })
  expect(report.errors.map(({ name }) => name).toSorted()).toEqual(['RequestError', 'StatusError'])
})

test('a session of a replay refuses the network, whoever uses it', async () => {
  await using site = await startSite()
  const { session } = newUser(offline(shopCrawler(site.url)), { name: '' }, { turns: undefined })
  await expect(session.get('/products')).rejects.toMatchObject({ code: 'OFFLINE' })
  expect(site.requests).toBe(0)
})

test('a page that is damaged in the archive fails alone, naming the file and the mend', async () => {
  await using site = await startSite({ products: 3 })
  await using folder = await temporaryFolder()
  const file = folder.file('latchkey.archive')
  const shop = shopCrawler(site.url, { start: `${site.url}/products` })
  {
    await using archive = new Archive(file)
    await crawlInto(shop, { archive })
  }
  const database = new DatabaseSync(file)
  database.exec(
    `UPDATE body SET packed = zeroblob(8) WHERE id = (SELECT body FROM response WHERE url LIKE '%/3')`,
  )
  database.close()
  await using archive = new Archive(file)
  const { report } = await crawlInto(shop, { archive, replay: true })
  expect(report).toMatchObject({ done: 3, failed: 1, exitCode: 3 })
  const { message } = report.errors[0]?.example ?? {}
  expect(message).toContain(`/products/3: what the archive ${file} has of it is damaged`)
  expect(message).toContain('record the page again with `latchkey run <crawler> --fresh --archive`')
})

test('a replay skips what robots.txt forbade when the run was recorded', async () => {
  await using site = await startSite({ products: 3, robots: 'User-agent: *\nDisallow: /products/2' })
  await using archive = new Archive(':memory:')
  const shop = shopCrawler(site.url, { start: `${site.url}/products` })
  await crawlInto(shop, { archive })
  const { report } = await crawlInto(shop, { archive, replay: true })
  expect(report).toMatchObject({ done: 3, failed: 0, skips: { 'robots.txt': 1 } })
})

test('redirects, statuses and charsets are in a replay what they were on the site', async () => {
  await using site = await startSite()
  await using archive = new Archive(':memory:')
  const pages = [
    ...Object.keys(encodedPages).map((name) => `${site.url}/encoding/${name}`),
    `${site.url}/redirect-to?url=/encoding/koi8-r&status=307`,
    `${site.url}/status/404`,
  ]
  const seen = defineCrawler({
    name: 'seen',
    start: pages,
    tries: 1,
    records: { page: z.object({ url: z.string(), text: z.string(), hops: z.array(z.string()) }) },
    routes: {
      page: ({ $, response }) => ({
        url: response.url.href,
        text: $('#text').text(),
        hops: response.history.map(({ status, url }) => `${status} ${url.pathname}`),
      }),
    },
  })
  const recorded = await crawlInto(seen, { archive })
  expect(recorded.records).toContainEqual({
    url: `${site.url}/encoding/koi8-r`,
    text: 'Привет, мир',
    hops: ['307 /redirect-to'],
  })
  await site.close()
  const replayed = await crawlInto(seen, { archive, replay: true })
  expect(replayed.records).toEqual(recorded.records)
  expect(replayed.report.errors).toEqual(recorded.report.errors)
})

test('pages are read again by the charset and the parser that the crawler names today', async () => {
  const page = Buffer.from('<table><tr><td>\xd0\xe1</td></tr></table>', 'latin1')
  await using server = await serve((_, response) => {
    response.setHeader('content-type', 'text/html').end(page)
  })
  await using archive = new Archive(':memory:')
  await using store = new SqliteStore(':memory:')
  const seen = defineCrawler({
    name: 'seen',
    start: server.url,
    robots: false,
    records: { page: z.object({ text: z.string(), bodies: z.number() }) },
    routes: { page: ({ $ }) => ({ text: $('td').text(), bodies: $('tbody').length }) },
  })
  await crawl(seen, { store, archive })
  const today: Crawler = { ...seen, parser: 'fast', session: { charset: 'koi8-r' } }
  const { records } = await crawlInto(today, { archive, replay: true })
  expect(records).toEqual([{ text: 'пА', bodies: 0 }])
  const { fields } = (await reextract(today, { store, archive })).records['page'] ?? {}
  expect(Object.keys(fields ?? {})).toEqual(['text', 'bodies'])
})

test('each run is replayed by its number, and the last without one', async () => {
  await using site = await startSite({ products: 2 })
  await using archive = new Archive(':memory:')
  await using store = new SqliteStore(':memory:')
  const shop = shopCrawler(site.url, { start: `${site.url}/products` })
  await crawl(shop, { store, archive })
  site.options.state = 2
  await crawl(shop, { store, archive })
  await site.close()
  const prices = async (replay: true | number) => (await crawlInto(shop, { archive, replay })).records
  expect(await prices(1)).not.toEqual(await prices(2))
  expect(await prices(true)).toEqual(await prices(2))
  await expect(prices(3)).rejects.toThrow('no responses of run 3 of shop, but of 2, 1')
})

test('a replay without an archive is refused, with the mend', async () => {
  await expect(crawl(shopCrawler('http://127.0.0.1:1'), { replay: true })).rejects.toThrow(
    'replay needs an archive',
  )
})

async function crawlInto(
  crawler: Crawler,
  options: { archive: Archive; replay?: true | number },
): Promise<{ report: Report; records: unknown[] }> {
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawler, { store, ...options })
  const records = await Array.fromAsync(store.records(), ({ value }) => value)
  return { report, records: records.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }
}

/** How many sockets this process opens meanwhile, wherever they lead. */
async function socketsOpenedBy(work: () => Promise<void>): Promise<number> {
  let sockets = 0
  const count = () => void sockets++
  subscribe('net.client.socket', count)
  try {
    await work()
  } finally {
    unsubscribe('net.client.socket', count)
  }
  return sockets
}
