import { crawl, defineCrawler, SqliteStore, type Crawler, type Login } from 'latchkey'
import { expect, test } from 'vitest'

import type { Member } from '../site/catalogue/members.ts'
import { startSite, type Site } from '../site/index.ts'
import { memberCrawler } from '../support/crawlers/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

const PAGES = 600
const FORBIDS = 12
const FORBIDDEN = PAGES / FORBIDS
const LIFE = 250

const signs: { readonly [name: string]: Partial<Login> } = {
  'its proof': { signedIn: (response) => response.$('a.sign-out').length > 0 },
  'no predicate': {},
}

for (const expired of ['redirect', 'status', 'page', 'forbidden'] as const) {
  for (const [name, login] of Object.entries(signs)) {
    test(`${FORBIDDEN} of ${PAGES} pages that an account may not see, answered with a ${expired} like a dead session, cost few logins, with ${name}`, async () => {
      const session = { requests: LIFE, forbids: FORBIDS, expired }
      await using site = await startSite({ members: PAGES, session })
      await using store = new SqliteStore(':memory:')
      const report = await crawl(members(site, { login }), { store })
      expect(report).toMatchObject({ failed: FORBIDDEN, waiting: 0, suspect: 0, exitCode: 3 })
      expect(await idsOf(store)).toEqual(idsNotForbidden(site))
      // Three for 630 pages; pages that are on their way beside the first forbidden one may each cost one more.
      expect(site.logins).toBeLessThanOrEqual(6)
      const failures = await Array.fromAsync(store.failed(report.run), ({ message }) => message)
      for (const message of failures)
        expect(message).toMatch(expired === 'forbidden' ? /responded 403/ : /the account may not see it/)
    })
  }
}

test('where most pages are for everybody, the page that the login leads to tells whether the session lives', async () => {
  await using site = await startSite({ products: 30, members: 100, session: { forbids: 1 } })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(shopWithMembers(site), { store })
  expect(report).toMatchObject({ failed: 30, exitCode: 3 })
  expect(site.logins).toBeLessThanOrEqual(4)
})

test('where no page can tell, the run ends after ten logins in vain, with what mends it', async () => {
  await using site = await startSite({ products: 30, members: 100, session: { forbids: 1 } })
  await using store = new SqliteStore(':memory:')
  const blind: Login = {
    async submit(session) {
      await session.submit('/login', 'form.login-form', { username: 'ada', password: 'lovelace' })
    },
  }
  const report = await crawl({ ...shopWithMembers(site), login: blind }, { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4 })
  expect(report.problem).toMatch(
    /ran 10 times for pages that still showed a signed-out visitor.+login\.check/,
  )
  expect(site.logins).toBeLessThanOrEqual(11)

  const mended = await crawl({ ...shopWithMembers(site), login: { ...blind, check: '/account' } }, { store })
  expect(mended).toMatchObject({ resumed: true, failed: 30, waiting: 0, exitCode: 3 })
})

async function idsOf(store: SqliteStore): Promise<number[]> {
  const ids = await Array.fromAsync(store.records({ kind: 'member' }), ({ value }) => (value as Member).id)
  return ids.toSorted((first, second) => first - second)
}

function idsNotForbidden(site: Site): number[] {
  const ids = site.members().map(({ id }) => id)
  return ids.filter((id) => id % FORBIDS !== 0)
}

/** The shop, which everybody sees, and thirty members, whom nobody sees. */
function shopWithMembers(site: Site) {
  return defineCrawler({
    name: 'shop',
    start: `${site.url}/`,
    robots: false,
    rate: { perSecond: Infinity, concurrency: 4 },
    login: { form: '/login', fields: { username: 'ada', password: 'lovelace' } },
    routes: {
      home({ follow, url }) {
        for (let id = 1; id <= 30; id++) {
          follow(new URL(`/members/${id}`, url), 'member')
          follow(new URL(`/products/${id}`, url), 'product')
        }
      },
      member() {},
      product() {},
    },
  })
}

function members(site: Site, settings: { readonly login: Partial<Login> }): Crawler {
  return memberCrawler(site.url, { ...settings, rate: { perSecond: Infinity, concurrency: 8 } })
}
