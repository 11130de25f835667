import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'

import { crawl, SqliteStore, type Crawler, type CrawlOptions, type PageEvent } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { temporaryFolder } from '../support/folder.ts'
import { documentCrawler, startDocuments } from './documents.ts'
import { filesIn } from './folder.ts'

test('what a route saves lies beside the store byte for byte, and its record names it', async () => {
  await using site = await startDocuments(5)
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('shop.db'))
  const report = await crawl(documentCrawler(site.url, named), { store })
  const place = folder.file('shop.files/documents')
  expect(report).toMatchObject({ failed: 0, files: { folder: place, kept: 5, bytes: 5_000 } })
  expect((await stat(place)).mode & 0o777).toBe(0o700)
  const files = await filesIn(place)
  expect(files).toEqual(new Map(Array.from(site.bodies, ([id, body]) => [named(id), body])))
  expect((await recordsOf(store)).map(({ file }) => file).toSorted()).toEqual([...files.keys()].toSorted())
})

test('a document without a name that comes twice is kept once', async () => {
  await using site = await startDocuments(3)
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(':memory:')
  site.bodies.set('4', site.bodies.get('1') ?? new Uint8Array())
  await crawl(documentCrawler(site.url), { store, files: folder.path })
  const records = new Map((await recordsOf(store)).map(({ id, file }) => [id, file]))
  const files = await filesIn(folder.file('documents'))
  expect(files.size).toBe(3)
  expect(records.get('4')).toBe(records.get('1'))
  for (const [id, body] of site.bodies) expect(files.get(records.get(id) ?? '')).toEqual(body)
})

test('a file that has not changed is left as it is, and one that has is replaced', async () => {
  await using site = await startDocuments(2)
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(':memory:')
  const run = () => crawl(documentCrawler(site.url, named), { store, files: folder.path })
  const numbers = () => Promise.all([1, 2].map(async (id) => (await stat(fileOf(id))).ino))
  const fileOf = (id: number) => folder.file(`documents/${named(String(id))}`)
  await run()
  const before = await numbers()
  const changed = Buffer.alloc(1_000, 'x')
  site.bodies.set('2', changed)
  expect(await run()).toMatchObject({ files: { kept: 2, bytes: 2_000 } })
  const after = await numbers()
  expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false])
  expect((await filesIn(folder.file('documents'))).get(named('2'))).toEqual(changed)
})

test('two pages of a run that are saved under one name are told by the report', async () => {
  await using site = await startDocuments(3)
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(':memory:')
  const run = () =>
    crawl(
      documentCrawler(site.url, () => 'one.pdf'),
      { store, files: folder.path },
    )
  expect(await run()).toMatchObject({ files: { kept: 3, replaced: 2 } })
  site.bodies.delete('1')
  site.bodies.delete('2')
  site.bodies.set('3', Buffer.alloc(100, 'x'))
  expect(await run()).toMatchObject({ files: { kept: 1, replaced: 0 } })
})

test('workers keep the same files as the main thread', async () => {
  await using site = await startDocuments(6, 100_000)
  await using folder = await temporaryFolder()
  const module = new URL('../support/crawlers/document-crawler.ts', import.meta.url)
  process.env['DOCUMENT_SITE'] = site.url
  const { default: crawler } = (await import(
    module.href
  )) as typeof import('../support/crawlers/document-crawler.ts')
  const results = []
  for (const options of [{ workers: 0 }, { workers: 2, module }] satisfies CrawlOptions[]) {
    await using store = new SqliteStore(':memory:')
    const files = folder.file(`by-${options.workers}`)
    const report = await crawl(crawler, { store, files, ...options })
    expect(report).toMatchObject({ failed: 0, files: { kept: 12, bytes: 1_200_000 } })
    const records = (await recordsOf(store)).map((record) => JSON.stringify(record)).toSorted()
    results.push({ records, files: await filesIn(`${files}/documents`) })
  }
  expect(results[0]?.files.size).toBe(12)
  expect(results[1]).toEqual(results[0])
})

test('a page whose record is refused, or that saves nothing, leaves no file and makes no folder', async () => {
  await using site = await startDocuments(2)
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(':memory:')
  const files = folder.file('files')
  const strict = { ...documentCrawler(site.url), records: { document: z.object({ id: z.number() }) } }
  expect(await crawl(strict, { store, files })).toMatchObject({ failed: 2, files: { kept: 0 } })
  const idle: Crawler = { name: 'idle', start: `${site.url}/`, robots: false, routes: { list() {} } }
  expect(await crawl(idle, { store, files })).toMatchObject({ done: 1, files: { kept: 0 } })
  expect(await readdir(folder.path)).toEqual([])
})

test('a name that is a folder already fails its page alone', async () => {
  await using site = await startDocuments(3)
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(':memory:')
  const nameOf = (id: string) => ['', 'a', 'a/b', 'c'][Number(id)] ?? ''
  const crawler = { ...documentCrawler(site.url, nameOf), rate: { perSecond: Infinity, concurrency: 1 } }
  const report = await crawl(crawler, { store, files: folder.path })
  expect(report).toMatchObject({ done: 3, failed: 1, records: { document: 2 }, files: { kept: 2 } })
  expect(report.errors).toMatchObject([
    {
      name: 'RouteError',
      example: {
        message: expect.stringMatching(/^route document saves its page as a(\/b)?, where .+\n {2}on http/),
      },
    },
  ])
})

test('the event of a page says as how many files it is kept', async () => {
  await using site = await startDocuments(1)
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(':memory:')
  const pages: [string, number][] = []
  const listen = (event: unknown) => {
    const { route, files } = event as PageEvent
    pages.push([route, files])
  }
  subscribe('latchkey:page', listen)
  await crawl(documentCrawler(site.url), { store, files: folder.path })
  unsubscribe('latchkey:page', listen)
  expect(pages).toEqual([
    ['list', 0],
    ['document', 1],
  ])
})

test('a folder for files that is none is refused before anything is fetched', async () => {
  await using site = await startDocuments(1)
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(':memory:')
  writeFileSync(folder.file('taken'), '')
  for (const files of [folder.file('taken'), folder.file('taken/further')])
    await expect(crawl(documentCrawler(site.url), { store, files })).rejects.toThrow(
      /^files cannot be kept in .+taken.+, for that is no folder: name another/,
    )
  await expect(crawl(documentCrawler(site.url), { store, files: '' })).rejects.toThrow(
    `files is "": give a text such as 'downloads'`,
  )
  expect(site.requests).toEqual([])
})

function named(id: string): string {
  return `invoices/${id}.pdf`
}

async function recordsOf(store: SqliteStore) {
  return Array.fromAsync(store.records(), ({ value }) => value as { id: string; file: string })
}
