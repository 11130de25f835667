import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { serve, type TestServer } from '../support/serve.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const FORM =
  '<form method="post" action="/login"><input name="user"><input type="password" name="pass"></form>'
const OFFERS = {
  'a link': '<a href="/logout">Bye</a>',
  'a form': '<form method=post action=/account/sign_out><button>Bye</button></form>',
  'another language': '<a href="index.php?id=1&amp;action=abmelden">Tschüss</a>',
}

for (const [name, offer] of Object.entries(OFFERS)) {
  test(`a page that no longer offers to sign out, as others of its route did by ${name}, is of a dead session, whatever it says`, async () => {
    await using site = await startSite(7, () => offer)
    await using store = new SqliteStore(':memory:')
    const report = await crawl(crawlerOf(site, 20), { store })
    expect(report).toMatchObject({ done: 20, failed: 0, exitCode: 0 })
    expect(await titles(store)).toEqual(titlesUpTo(20))
    expect(site.logins).toBe(3)
  })
}

test('so are those that were under way together when it died', async () => {
  await using site = await startSite(17, () => OFFERS['a link'])
  await using store = new SqliteStore(':memory:')
  const report = await crawl(
    { ...crawlerOf(site, 60), rate: { perSecond: Infinity, concurrency: 8 } },
    { store },
  )
  expect(report).toMatchObject({ done: 60, failed: 0, exitCode: 0 })
  expect(await titles(store)).toEqual(titlesUpTo(60))
})

test('a kept session that is dead when the next run begins is renewed, though its pages answer 200 and say nothing', async () => {
  await using site = await startSite(Infinity, () => OFFERS['a link'])
  await using store = new SqliteStore(':memory:')
  await crawl(crawlerOf(site, 5), { store })
  site.left = 0
  expect(await crawl(crawlerOf(site, 5), { store })).toMatchObject({ done: 5, exitCode: 0, drift: [] })
  expect(await titles(store)).toEqual(titlesUpTo(5))
  expect(site.logins).toBe(2)
})

test('pages that do not offer it to who is signed in cost no login, since others of their route still do', async () => {
  const offer = (id: number) => (id % 3 === 0 ? '' : OFFERS['a link'])
  await using site = await startSite(Infinity, offer)
  await using store = new SqliteStore(':memory:')
  for (let day = 0; day < 2; day++)
    expect(await crawl(crawlerOf(site, 20), { store })).toMatchObject({ done: 20, exitCode: 0 })
  expect(site.logins).toBe(1)
})

test('and none where a single page has it, so that a session is kept that nobody could begin again', async () => {
  await using site = await startSite(Infinity, (id) => (id === 1 ? OFFERS['a link'] : ''))
  await using store = new SqliteStore(':memory:')
  expect(await crawl(crawlerOf(site, 20), { store })).toMatchObject({ done: 20, exitCode: 0 })
  expect(site.logins).toBe(1)
})

test('they cost one login, where they are the first that a later run sees', async () => {
  const pages = { offer: OFFERS['a link'] }
  await using site = await startSite(Infinity, () => pages.offer)
  await using store = new SqliteStore(':memory:')
  await crawl(crawlerOf(site, 20), { store })
  pages.offer = ''
  for (let day = 0; day < 2; day++)
    expect(await crawl(crawlerOf(site, 20), { store })).toMatchObject({ done: 20, exitCode: 0 })
  expect(site.logins).toBe(2)
})

interface Member extends TestServer {
  logins: number
  /** For how many pages the session is still good. */
  left: number
}

/** A site whose sessions end without a word: each page of a dead one says something else. */
async function startSite(life: number, offer: (id: number) => string): Promise<Member> {
  let junk = 0
  const server = await serve(({ method, url }, response) => {
    response.setHeader('content-type', 'text/html')
    if (url === '/login' && method === 'GET') response.end(FORM)
    else if (url === '/login') {
      site.logins++
      site.left = life
      response.writeHead(303, { 'set-cookie': `sid=${site.logins}; Path=/`, location: '/home' }).end()
    } else if (url === '/home') response.end(`<h1>Hello</h1>${OFFERS['a link']}`)
    else if (site.left-- <= 0) response.end(`<h1>Moment ${++junk}</h1>`)
    else response.end(`<h1>Page ${url.slice(1)}</h1>${offer(Number(url.slice(1)))}`)
  })
  const site = Object.assign(server, { logins: 0, left: 0 })
  return site
}

function crawlerOf({ url }: TestServer, pages: number) {
  return defineCrawler({
    name: 'members',
    start: Array.from({ length: pages }, (_, index) => `${url}/${index + 1}`),
    robots: false,
    rate: { perSecond: Infinity, concurrency: 1 },
    login: { form: '/login', fields: { user: 'ada', pass: 'lovelace' } },
    records: { page: z.object({ title: z.string() }) },
    routes: { page: ({ $ }) => ({ title: $('h1').text() }) },
  })
}

async function titles(store: SqliteStore): Promise<string[]> {
  const records = await Array.fromAsync(store.records({ crawler: 'members' }))
  return records.map(({ value }) => (value as { title: string }).title).toSorted()
}

function titlesUpTo(pages: number): string[] {
  return Array.from({ length: pages }, (_, index) => `Page ${index + 1}`).toSorted()
}
