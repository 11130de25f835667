import { crawl, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { temporaryFolder } from '../support/folder.ts'
import { memberCrawler } from '../support/members.ts'

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
