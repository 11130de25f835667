import { CookieJar, crawl, defineCrawler, SqliteStore, type Crawler, type CrawlerSession } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { client } from '../session/transport/transport-client.ts'
import { serve } from '../support/serve.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

test('a crawler with a transport of its own is crawled again and again', async () => {
  await using site = await startSite()
  await using transport = client()
  const crawler = crawlerOf(site.url, { transport })
  for (let runs = 0; runs < 2; runs++) {
    await using store = new SqliteStore(':memory:')
    expect(await crawl(crawler, { store })).toMatchObject({ done: 6, failed: 0 })
  }
})

test('a jar that a crawler names is where each account begins, and none sees what another is given', async () => {
  await using site = await startSite()
  await using store = new SqliteStore(':memory:')
  const cookies = new CookieJar()
  cookies.set({ name: 'language', value: 'en', domain: '127.0.0.1' })
  await crawl(crawlerOf(site.url, { cookies }), { store })
  const seen = await Array.fromAsync(store.records(), ({ value }) => value)
  const right = (account: string) => ({ account, cookie: `language=en; user=${account}` })
  expect(seen).toHaveLength(6)
  for (const record of seen) expect([right('ada'), right('grace')]).toContainEqual(record)
  expect(cookies.all().map(({ name }) => name)).toEqual(['language'])
})

/** A site that says with each page who it takes the visitor for. */
function startSite() {
  return serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://site')
    if (pathname === '/login') response.setHeader('set-cookie', `user=${searchParams.get('name')}`)
    response.setHeader('content-type', 'text/html').end(`${pathname}: <b>${request.headers.cookie}</b>`)
  })
}

function crawlerOf(url: string, session: CrawlerSession): Crawler {
  return defineCrawler({
    name: 'own',
    start: [1, 2, 3].map((page) => `${url}/${page}`),
    robots: false,
    session,
    login: { submit: (own, { name }) => own.get('/login', { query: { name } }) },
    accounts: [{ name: 'ada' }, { name: 'grace' }],
    records: { page: z.object({ account: z.string(), cookie: z.string() }) },
    routes: { page: ({ $, account }) => ({ account, cookie: $('b').text() }) },
  })
}
