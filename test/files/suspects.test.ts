import { readdir } from 'node:fs/promises'

import { crawl, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { memberFilesCrawler } from '../support/crawlers/member-files-crawler.ts'
import { temporaryFolder } from '../support/folder.ts'
import { filesIn } from './folder.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

test('the page of a dead session never takes the place of a good file, even if the run ends there', async () => {
  await using site = await startSite({ members: 40 })
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('club.db'))
  const place = folder.file('club.files/members')
  expect(await crawl(memberFilesCrawler(site.url), { store })).toMatchObject({ files: { kept: 40 } })
  const good = await filesIn(place)
  expect(good.size).toBe(40)

  // Without a sign of its own, a page of few words in place of each member is a record like any other.
  Object.assign(site.options.session, { requests: 8, expired: 'words' })
  const stopped = await crawl(memberFilesCrawler(site.url), { store, mode: 'fresh', limit: 20 })
  expect(stopped).toMatchObject({ reason: 'limit', suspect: expect.any(Number) })
  expect(await shown(place)).toEqual(good)

  Object.assign(site.options.session, { requests: Infinity })
  const resumed = await crawl(memberFilesCrawler(site.url), { store })
  expect(resumed).toMatchObject({ done: 42, suspect: 0, records: { member: 40 }, exitCode: 0 })
  expect(await filesIn(place)).toEqual(good)
})

test('the files of pages without a proof take their places with the next one', async () => {
  await using site = await startSite({ members: 20 })
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('club.db'))
  const place = folder.file('club.files/members')
  const first = await crawl(memberFilesCrawler(site.url), { store, limit: 10 })
  expect(first).toMatchObject({ done: 1, suspect: 9, files: { kept: 0 } })
  expect([(await shown(place)).size, await readdir(place)]).toEqual([0, ['.arriving', 'members']])
  const second = await crawl(memberFilesCrawler(site.url), { store })
  expect(second).toMatchObject({ records: { member: 20 }, suspect: 0, files: { kept: 20 }, exitCode: 0 })
  expect((await filesIn(place)).size).toBe(20)
  expect(await readdir(place)).toEqual(['members'])
  // Nobody knows which of their files were committed, so that those pages are fetched again.
  expect([site.hits('/members/1'), site.hits('/members/20')]).toEqual([2, 1])
})

test('what a run that is given up has left on its way is cleared away by the next', async () => {
  await using site = await startSite({ members: 10 })
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('club.db'))
  const place = folder.file('club.files/members')
  await crawl(memberFilesCrawler(site.url), { store, limit: 5 })
  expect(await readdir(place)).toContain('.arriving')
  expect(await crawl(memberFilesCrawler(site.url), { store, mode: 'fresh' })).toMatchObject({
    files: { kept: 10 },
  })
  expect(await readdir(place)).toEqual(['members'])
})

for (const life of [30, 15]) {
  test(`a crawl whose session dies every ${life} pages has the good file of each, and no other`, async () => {
    await using site = await startSite({
      members: 100,
      latency: 1,
      session: { requests: life, expired: 'words' },
    })
    await using folder = await temporaryFolder()
    await using store = new SqliteStore(folder.file('club.db'))
    const report = await crawl(memberFilesCrawler(site.url), { store })
    expect(report).toMatchObject({ records: { member: 100 }, failed: 0, suspect: 0, exitCode: 0 })
    const place = folder.file('club.files/members')
    const files = await filesIn(place)
    for (const { id, value } of site.members())
      expect(files.get(`members/${id}.html`)?.toString(), String(id)).toContain(value)
    expect([files.size, await readdir(place)]).toEqual([100, ['members']])
  })
}

test('the files of accounts lie by the names that their pages give them, whoever is signed in', async () => {
  await using site = await startSite({ members: 10 })
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('club.db'))
  const accounts = [
    { name: 'ada', fields: { username: 'ada', password: 'lovelace' } },
    { name: 'grace', fields: { username: 'grace', password: 'hopper' } },
  ]
  const report = await crawl({ ...memberFilesCrawler(site.url, { form: '/login' }), accounts }, { store })
  expect(report).toMatchObject({ records: { member: 20 }, files: { kept: 20 }, exitCode: 0 })
  const names = [...(await filesIn(folder.file('club.files/members'))).keys()]
  const expected = ['ada', 'grace'].flatMap((account) =>
    Array.from({ length: 10 }, (_, index) => `${account}/members/${index + 1}.html`),
  )
  expect(names.toSorted()).toEqual(expected.toSorted())
})

/** The files that stand where a record may name them. */
async function shown(place: string): Promise<Map<string, Buffer>> {
  return new Map([...(await filesIn(place))].filter(([name]) => !name.startsWith('.')))
}
