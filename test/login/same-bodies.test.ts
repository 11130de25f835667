import { crawl, defineCrawler, SqliteStore, type Login } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { serve, type TestServer } from '../support/serve.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const FORM =
  '<form method="post" action="/login"><input name="user"><input type="password" name="pass"></form>'
const GONE = '<h1>This product is no longer available</h1>'

interface MembersSite extends TestServer {
  logins: number
}

/** A site for members alone, or open to all, which says nothing of who is signed in. */
async function startMembersSite(bodyOf: (id: number) => string, isOpen = false): Promise<MembersSite> {
  const site = await serve(({ method, url, headers }, response) => {
    const isLetIn = isOpen || headers.cookie?.includes('sid=') === true
    response.setHeader('content-type', 'text/html')
    if (url === '/login' && method === 'GET') response.end(FORM)
    else if (url === '/login') {
      counted.logins++
      response.writeHead(303, { 'set-cookie': `sid=${counted.logins}; Path=/`, location: '/home' }).end()
    } else if (!isLetIn) response.writeHead(302, { location: '/login' }).end()
    else response.end(url === '/home' ? '<h1>Hello</h1>' : bodyOf(Number(url.slice(1))))
  })
  const counted = Object.assign(site, { logins: 0 })
  return counted
}

const ways: { readonly [name: string]: Login } = {
  'by form': { form: '/login', fields: { user: 'ada', pass: 'lovelace' } },
  'by script': { submit: (session) => session.post('/login', { form: { user: 'ada' } }) },
}

for (const [way, login] of Object.entries(ways)) {
  for (const concurrency of [1, 4]) {
    test(`pages that all have one body, as of a product that is gone, cost one login ${way}, ${concurrency} at once`, async () => {
      await using site = await startMembersSite((id) => (id % 2 === 0 ? GONE : `<h1>Page ${id}</h1>`))
      const report = await crawlAll(site, { login, pages: 30, concurrency })
      expect(report).toMatchObject({ reason: 'finished', done: 30, failed: 0, records: { page: 30 } })
      expect(site.logins).toBeLessThanOrEqual(concurrency === 1 ? 2 : 3)
    })
  }
}

test('bodies that come three times each cost no login each, where a page tells that the session lives', async () => {
  await using site = await startMembersSite((id) => `<h1>Of group ${Math.ceil(id / 3)}</h1>`)
  const report = await crawlAll(site, { login: ways['by form'], pages: 60, concurrency: 1 })
  expect(report).toMatchObject({ reason: 'finished', done: 60, records: { page: 60 } })
  expect(site.logins).toBeLessThanOrEqual(3)
})

test('where no page tells, ten logins in vain for one body under many URLs are the last', async () => {
  await using site = await startMembersSite((id) => `<h1>Of group ${Math.ceil(id / 3)}</h1>`, true)
  const report = await crawlAll(site, { login: ways['by form'], pages: 60, concurrency: 1 })
  expect(report).toMatchObject({ reason: 'finished', done: 60, records: { page: 60 } })
  expect(site.logins).toBe(11)
})

async function crawlAll(
  site: TestServer,
  { login, pages, concurrency }: { login: Login | undefined; pages: number; concurrency: number },
) {
  const crawler = defineCrawler({
    name: 'members-only',
    start: Array.from({ length: pages }, (_, index) => `${site.url}/${index + 1}`),
    robots: false,
    rate: { perSecond: Infinity, concurrency },
    ...(login && { login }),
    records: { page: z.object({ title: z.string() }) },
    routes: { page: ({ $ }) => ({ title: $('h1').text() }) },
  })
  await using store = new SqliteStore(':memory:')
  return await crawl(crawler, { store, signal: AbortSignal.timeout(15_000) })
}
