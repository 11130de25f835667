import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, defineCrawler, SqliteStore, type Crawler, type Login, type Report } from 'latchkey'
import { afterEach, expect, test, vi } from 'vitest'

import { serve } from '../support/serve.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const FORM =
  '<form method="post" action="/login"><input name="user"><input type="password" name="pass"></form>'
const GRACE = 10_000

const byForm: Login = { form: '/login', fields: { user: 'ada', pass: 'lovelace' } }

/** Logins that hang, and the request that is never answered. */
const hanging: { readonly [what: string]: readonly [login: Login, request: string | undefined] } = {
  'the page with the form is never shown': [byForm, 'GET /login'],
  'the form is never answered': [byForm, 'POST /login'],
  "the crawler's own login waits for the site": [
    { submit: (session) => session.post('/login', { form: { user: 'ada' } }) },
    'POST /login',
  ],
  "the crawler's own login waits for something else": [{ submit: () => new Promise(() => {}) }, undefined],
}

afterEach(() => vi.useRealTimers())

test('a POST that waits for a login when the run is stopped has done nothing, and is not in doubt', async () => {
  let isHanging = true
  const hung = Promise.withResolvers<void>()
  await using site = await serve(({ method, url, headers }, response) => {
    response.setHeader('content-type', 'text/html')
    if (url === '/login' && method === 'POST') response.setHeader('set-cookie', 'sid=1')
    if (url === '/login' && method === 'GET') {
      const hangs = isHanging && site.requests.some((request) => request.url === '/order')
      if (hangs) hung.resolve()
      else response.end(FORM)
      return
    }
    const isIn = !isHanging || url !== '/order'
    response.statusCode = isIn && (headers.cookie || url === '/login') ? 200 : 401
    response.end(`<p>${response.statusCode} ${url}`)
  })
  const crawler = defineCrawler({
    name: 'orders',
    start: site.url,
    robots: false,
    login: byForm,
    routes: {
      home: ({ url, follow }) => follow({ url: new URL('/order', url), form: { article: '1' } }, 'order'),
      order() {},
    },
  })
  await using store = new SqliteStore(':memory:')
  const report = await stopped(crawler, store, hung.promise)
  expect(report).toMatchObject({ reason: 'stopped', done: 1, waiting: 1, inDoubt: 0 })
  isHanging = false
  vi.useRealTimers()
  expect(await crawl(crawler, { store })).toMatchObject({ done: 2, inDoubt: 0, exitCode: 0 })
})

for (const [what, [login, hangsAt]] of Object.entries(hanging)) {
  test(`a stop while ${what} gives it the time that pages have, and the next run goes on`, async () => {
    let isHanging = true
    const hung = Promise.withResolvers<void>()
    await using site = await serve(({ method, url }, response) => {
      response.setHeader('content-type', 'text/html')
      if (isHanging && `${method} ${url}` === hangsAt) return hung.resolve()
      response.end(url === '/login' && method === 'GET' ? FORM : '<a href="/">Home</a>')
    })
    const crawler = (way: Login) =>
      defineCrawler({
        name: 'hanging',
        start: `${site.url}/order`,
        robots: false,
        login: way,
        routes: { page() {} },
      })
    await using store = new SqliteStore(':memory:')
    const first = await stopped(crawler(login), store, hangsAt === undefined ? sleep(300) : hung.promise)
    expect(first).toMatchObject({ reason: 'stopped', exitCode: 5, waiting: 1, failed: 0 })

    isHanging = false
    vi.useRealTimers()
    const second = await crawl(crawler(byForm), { store })
    expect(second).toMatchObject({ reason: 'finished', resumed: true, done: 1, exitCode: 0 })
  })
}

/** What comes of a crawl that is stopped once its login hangs, when the time of grace is over. */
async function stopped(
  crawler: Crawler,
  store: SqliteStore,
  hangs: Promise<void>,
): Promise<Report | undefined> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
  const stop = new AbortController()
  const running = crawl(crawler, { store, signal: stop.signal })
  await hangs
  stop.abort()
  await sleep(50)
  vi.advanceTimersByTime(GRACE)
  return await Promise.race([running, sleep(3_000, undefined)])
}
