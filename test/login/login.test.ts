import { crawl, SqliteStore, type Login } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { memberCrawler } from '../support/crawlers/members.ts'
import { temporaryFolder } from '../support/folder.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

for (const expired of ['redirect', 'status', 'page'] as const) {
  test(`a session that dies every 50 pages is renewed, when the site answers with a ${expired}`, async () => {
    await using site = await startSite({ members: 120, session: { requests: 50, expired } })
    await using store = new SqliteStore(':memory:')
    const report = await crawl(memberCrawler(site.url), { store })
    expect(report).toMatchObject({ failed: 0, waiting: 0, records: { member: 120 }, exitCode: 0 })
    const found = await Array.fromAsync(store.records({ kind: 'member' }), ({ value }) => value)
    expect(found.length).toBe(120)
    expect(new Set(found.map((value) => JSON.stringify(value)))).toEqual(
      new Set(site.members().map((member) => JSON.stringify(member))),
    )
    expect(site.logins).toBeLessThanOrEqual(4)
  })
}

test('a refused password ends the run at once, with exit code 4', async () => {
  await using site = await startSite({ members: 40 })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(
    memberCrawler(site.url, { login: { fields: { username: 'ada', password: 'wrong' } } }),
    { store },
  )
  expect(report).toMatchObject({ reason: 'login', exitCode: 4, done: 0, failed: 0 })
  expect(report.problem).toContain('the login of members was refused')
  expect(site.hits('/login')).toBeLessThanOrEqual(3)
})

test('a login whose submit throws ends the run with its message, and the same command goes on once it is mended', async () => {
  await using site = await startSite({ members: 40 })
  await using store = new SqliteStore(':memory:')
  const submit = () => Promise.reject(new Error('no button on the page'))
  const report = await crawl(memberCrawler(site.url, { login: { submit } }), { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4, failed: 0, waiting: 1 })
  expect(report.problem).toBe('the login of members failed: no button on the page')
  expect(await crawl(memberCrawler(site.url), { store })).toMatchObject({ records: { member: 40 } })
})

test('a login in steps that is refused at any of them says so, and is not taken for a form that is not there', async () => {
  for (const [password, code] of [
    ['wrong', '000000'],
    ['lovelace', '000000'],
  ]) {
    await using site = await startSite({ members: 1 })
    await using store = new SqliteStore(':memory:')
    const login = { form: '/login/steps', fields: [{ username: 'ada' }, { password }, { code }] } as Login
    const report = await crawl(memberCrawler(site.url, { login }), { store })
    expect(report).toMatchObject({ reason: 'login', exitCode: 4 })
    expect(report.problem).toContain('the login of members was refused')
    expect([site.logins, site.refusals]).toEqual([0, 1])
  }
})

test('a predicate that throws on the answer to the login ends the run with its place; on a page it costs the page', async () => {
  await using site = await startSite({ members: 5 })
  const fails = (path: string): Partial<Login> => ({
    signedIn({ url }) {
      if (url.pathname === path) throw new Error('no such thing')
      return true
    },
  })
  await using first = new SqliteStore(':memory:')
  const ended = await crawl(memberCrawler(site.url, { login: fails('/account') }), { store: first })
  expect(ended).toMatchObject({ reason: 'login', exitCode: 4, failed: 0 })
  expect(ended.problem).toBe(
    `the login of members failed: GET ${site.url}/account: login.signedIn failed: no such thing`,
  )
  await using second = new SqliteStore(':memory:')
  const report = await crawl(memberCrawler(site.url, { login: fails('/members/3') }), { store: second })
  expect(report).toMatchObject({ records: { member: 4 }, failed: 1, exitCode: 3 })
  const [failure] = await Array.fromAsync(second.failed(report.run))
  expect(failure?.message).toContain('/members/3: login.signedIn failed: no such thing')
})

test('the next run starts signed in, with the session that the store has kept', async () => {
  await using site = await startSite({ members: 20 })
  await using folder = await temporaryFolder()
  for (const logins of [1, 1]) {
    await using store = new SqliteStore(folder.file('members.db'))
    const report = await crawl(memberCrawler(site.url), { store, mode: 'fresh' })
    expect(report).toMatchObject({ records: { member: 20 }, exitCode: 0 })
    expect(site.logins).toBe(logins)
  }
})

test('a kept session under another key is a clear error, not a silent login', async () => {
  await using site = await startSite({ members: 20 })
  await using store = new SqliteStore(':memory:')
  await crawl(memberCrawler(site.url), { store })
  process.env['LATCHKEY_KEY'] = '1'.repeat(64)
  try {
    await expect(crawl(memberCrawler(site.url), { store, mode: 'fresh' })).rejects.toThrow(
      'does not open with this key',
    )
  } finally {
    process.env['LATCHKEY_KEY'] = '0'.repeat(64)
  }
})
