import { crawl, SqliteStore, type Crawler, type Login } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { memberCrawler } from '../support/crawlers/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const PAGES = 600
const LIFE = 200

/** The crawler's own signs, or none: then what every site shows must do. */
const signs: { readonly [name: string]: Partial<Login> } = {
  'its predicates': {
    signedIn: (response) => response.$('a.sign-out').length > 0,
    signedOut: (response) => response.$('form.login-form').length > 0,
  },
  'no predicate': {},
}

for (const expired of ['redirect', 'status', 'page'] as const) {
  for (const concurrency of [1, 8, 32]) {
    for (const [name, predicates] of Object.entries(signs)) {
      // One page after the other takes longest: `npm run bench -- expiry` has that with predicates too.
      if (concurrency === 1 && predicates.signedIn) continue
      test.concurrent(`${PAGES} pages, a session good for ${LIFE}, ${expired} when it ends, ${concurrency} at once, ${name}`, async () => {
        await using site = await startSite({ members: PAGES, session: { requests: LIFE, expired } })
        await using store = new SqliteStore(':memory:')
        const report = await crawl(members(site, concurrency, predicates), { store })
        const records = await Array.fromAsync(store.records({ kind: 'member' }), ({ value }) =>
          JSON.stringify(value),
        )
        expect(records.toSorted()).toEqual(
          site
            .members()
            .map((member) => JSON.stringify(member))
            .toSorted(),
        )
        expect(report).toMatchObject({ done: PAGES + 30, failed: 0, waiting: 0, suspect: 0, exitCode: 0 })
        expect(site.logins).toBeLessThanOrEqual(concurrency === 32 ? 5 : 4)
      }, 180_000)
    }
  }
}

test('pages that a dead session spoiled without a sign are dropped at the next sign, and fetched again', async () => {
  // A members' page of a signed-out visitor says "Sign in to see it" with status 200, and has a record of junk.
  await using site = await startSite({ members: 100, session: { requests: 60, expired: 'redirect' } })
  await using store = new SqliteStore(':memory:')
  let spoiled = 0
  const crawler = members(site, 4, {
    signedIn: (response) => response.$('a.sign-out').length > 0,
    signedOut: () => false,
  })
  const blind: Crawler = {
    ...crawler,
    session: {
      hooks: {
        // Stands in for a site that keeps the URL and shows a teaser.
        afterResponse({ response }) {
          if (response.url.pathname !== '/login' || ++spoiled % 3 === 0) return undefined
          const body = `<h1>Member <span class="member-id">${spoiled}</span></h1><b class="member-value">teaser</b>`
          return response.requestUrl.pathname.startsWith('/members/')
            ? response.with({ url: response.requestUrl, history: [], body })
            : undefined
        },
      },
    },
  }
  const report = await crawl(blind, { store })
  const values = await Array.fromAsync(
    store.records({ kind: 'member' }),
    ({ value }) => (value as { value: string }).value,
  )
  expect(spoiled).toBeGreaterThan(0)
  expect(values).not.toContain('teaser')
  expect(values).toHaveLength(100)
  expect(report).toMatchObject({ failed: 0, suspect: 0, exitCode: 0 })
})

test('pages that a dead session spoiled alike are fetched again, and what they had given counts as replaced by nothing', async () => {
  await using site = await startSite({ members: 200, session: { requests: 60, expired: 'status' } })
  await using store = new SqliteStore(':memory:')
  let spoiled = 0
  const crawler = members(site, 1, {})
  const report = await crawl(
    {
      ...crawler,
      keys: { member: 'id' },
      session: {
        hooks: {
          // Stands in for a site that shows one teaser to all, with nothing in it that tells who is signed in.
          afterResponse({ request, response }) {
            if (response.status !== 401 || !request.url.pathname.startsWith('/members/')) return undefined
            spoiled++
            return response.with({ status: 200, body: '<h1>Members only</h1><i class="member-id">0</i>' })
          },
        },
      },
    },
    { store },
  )
  expect(spoiled).toBeGreaterThan(2)
  expect(report).toMatchObject({ records: { member: 200 }, failed: 0, exitCode: 0 })
  expect(report.replaced).toEqual({})
})

test('a site that drops all sessions at any moment after a login costs no record', async () => {
  await using site = await startSite({ members: 300, latency: 2 })
  await using store = new SqliteStore(':memory:')
  const drops = setInterval(() => {
    // Dropped before its landing page has come, a login looks refused, and a refused one must not be tried twice.
    const afterLogin = site.log.slice(site.log.findLastIndex(({ method }) => method === 'POST') + 1)
    if (afterLogin.some(({ status }) => status === 200)) site.endSessions()
  }, 150)
  const report = await crawl(members(site, 1, {}), { store })
  clearInterval(drops)
  expect(report).toMatchObject({ records: { member: 300 }, failed: 0, exitCode: 0 })
})

test('a session that lives for seconds is renewed, page after page', async () => {
  await using site = await startSite({
    members: 200,
    latency: 10,
    session: { seconds: 0.2, expired: 'status' },
  })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(members(site, 4, {}), { store })
  expect(report).toMatchObject({ records: { member: 200 }, failed: 0, exitCode: 0 })
})

test('a page with a password field of its own costs one login, not the run', async () => {
  await using site = await startSite({ members: 5 })
  await using store = new SqliteStore(':memory:')
  const crawler = memberCrawler(site.url, {
    start: [
      { url: `${site.url}/members`, route: 'list' },
      { url: `${site.url}/login`, route: 'form' },
    ],
  })
  const routes = { ...crawler.routes, form() {} }
  const report = await crawl({ ...crawler, routes }, { store })
  expect(report).toMatchObject({ done: 7, failed: 0, exitCode: 0 })
  expect(site.logins).toBeLessThanOrEqual(2)
})

function members(site: Site, concurrency: number, login: Partial<Login>): Crawler {
  return memberCrawler(site.url, { rate: { perSecond: Infinity, concurrency }, login })
}
