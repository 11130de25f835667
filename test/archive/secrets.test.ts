import { readdir, readFile } from 'node:fs/promises'

import { Archive, basic, bearer, crawl, defineCrawler, secret, SqliteStore, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'

import { KnownSecrets } from '../../packages/core/src/frontier/archive/known-secrets.ts'
import { startSite } from '../site/index.ts'
import { cookiesSent } from '../support/cookies-sent.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'
import { shopCrawler } from './shop-crawler.ts'

test('no cookie and no password is in the archive, its log or any of its pages', async () => {
  await using site = await startSite({ products: 5, orders: 5 })
  await using folder = await temporaryFolder()
  const start = [
    { url: `${site.url}/account/orders`, route: 'list' },
    { url: `${site.url}/cookies`, route: 'list' },
    { url: `${site.url}/headers`, route: 'list' },
    { url: `${site.url}/cookies/set?visitor=9f8e7d6c5b4a3f2e1d0c`, route: 'list' },
  ]
  const echoes = shopCrawler(site.url, { start })
  const { files, pages } = await archived(echoes, folder)
  const cookies = cookiesSent(site)
  expect(cookies.size).toBeGreaterThan(1)
  for (const value of ['lovelace', ...cookies]) {
    for (const [name, bytes] of files) expect(bytes.includes(value), `${value} in ${name}`).toBe(false)
    expect(pages.filter((page) => page.includes(value))).toEqual([])
  }
  // The pages that echo them are there, with everything else.
  expect(pages.filter((page) => page.includes('[secret]')).length).toBeGreaterThanOrEqual(3)
})

test('tokens and passwords that requests are signed with are taken out of pages that echo them', async () => {
  await using server = await serve((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...request.headers, note: 'analytical' }))
  })
  process.env['ARCHIVE_TEST_KEY'] = 'k/3y "of" <mine>'
  const base = { name: 'echo', start: server.url, robots: false, routes: { page: () => undefined } } as const
  for (const session of [
    { auth: bearer('tok-1234567890') },
    { auth: basic('ada', 'analytical-engine') },
    { headers: { 'x-api-key': secret('ARCHIVE_TEST_KEY') } },
    { headers: { 'x-shop-ticket': 'ticket-000111222' }, sensitiveHeaders: ['x-shop-ticket'] },
  ]) {
    await using folder = await temporaryFolder()
    const { pages } = await archived(defineCrawler({ ...base, session }), folder)
    const [page = ''] = pages
    expect(page).toContain('"note":"analytical"')
    expect(page).toContain('[secret]')
    const tokens = [
      'tok-1234567890',
      'analytical-engine',
      btoa('ada:analytical-engine'),
      'ticket-000111222',
      'k/3y',
    ]
    for (const token of tokens) expect(page.includes(token), token).toBe(false)
  }
})

test('a secret is found as a query, as HTML, as JSON and as UTF-16 spell it', async () => {
  process.env['ARCHIVE_TEST_KEY'] = `k/3y "of" <mine> & 'all'`
  const key = secret('ARCHIVE_TEST_KEY').reveal()
  const page = [
    key,
    encodeURIComponent(key),
    JSON.stringify({ key }),
    JSON.stringify({ key }).replaceAll('/', '\\/'),
    key
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  ].join('\n')
  for (const encoding of ['utf8', 'utf16le'] as const) {
    await using server = await serve((_, response) => response.end(Buffer.from(page, encoding)))
    await using folder = await temporaryFolder()
    const plain = defineCrawler({
      name: 'page',
      start: server.url,
      robots: false,
      routes: { page: () => undefined },
    })
    const { pages } = await archived(plain, folder)
    const [, body = ''] = /\n(.*)$/s.exec(pages[0] ?? '') ?? []
    const text = Buffer.from(body, 'latin1').toString(encoding)
    expect(text.match(/\[secret\]/g)).toHaveLength(5)
    expect(text).not.toContain('3y')
  }
})

test('what is too short or too common to be a secret stays in the page', () => {
  const secrets = new KnownSecrets()
  const before = secrets.spellings().length
  secrets.learn('en')
  secrets.watch({ version: 1, all: () => [{ value: 'standard', httpOnly: false }] })
  expect(secrets.spellings()).toHaveLength(before)
  secrets.watch({ version: 1, all: () => [{ value: 'f00dfeed', httpOnly: true }] })
  expect(secrets.spellings()).toHaveLength(before + 1)
})

/** Crawls into an archive on disk; gives its files while it is open and after, and each page with its headers. */
async function archived(
  crawler: Crawler,
  folder: TemporaryFolder,
): Promise<{ files: [string, Buffer][]; pages: string[] }> {
  await using store = new SqliteStore(':memory:')
  const archive = new Archive(folder.file('latchkey.archive'))
  await crawl(crawler, { store, archive })
  const open = await filesOf(folder)
  const pages = [...archive.find(crawler.name).responses()].map(({ response }) => {
    const { url, requestUrl, headers, history, body } = response
    const head = JSON.stringify([url, requestUrl, headers, history])
    return `${head}\n${Buffer.from(body).toString('latin1')}`
  })
  await archive.close()
  return { files: [...open, ...(await filesOf(folder))], pages }
}

async function filesOf(folder: TemporaryFolder): Promise<[string, Buffer][]> {
  const names = await readdir(folder.path)
  return Promise.all(
    names.map(async (name): Promise<[string, Buffer]> => [name, await readFile(folder.file(name))]),
  )
}
