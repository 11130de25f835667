import { gzipSync } from 'node:zlib'

import { Archive, crawl, defineCrawler, reextract, SqliteStore, type Report, type Start } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { requestKey } from '../../packages/core/src/frontier/link.ts'
import { startSite } from '../site/index.ts'
import { serve, type TestServer } from '../support/serve.ts'

const XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

/** A site of what is given by path; every other page is there, and empty. */
async function siteOf(
  files: (url: string) => { readonly [path: string]: string | Buffer },
): Promise<TestServer> {
  const server = await serve((request, response) => {
    response.end(files(server.url)[request.url] ?? '')
  })
  return server
}

/** Crawls from a start; every path goes to a route that returns nothing. */
async function crawlFrom(start: Start, store = new SqliteStore(':memory:')): Promise<Report> {
  const crawler = defineCrawler({
    name: 'sitemaps',
    start,
    robots: false,
    tries: 1,
    paths: { page: ['/page/*', '/products*', '/categories/*', '/'] },
    routes: { page() {} },
  })
  return crawl(crawler, { store })
}

/** What was asked for beside the sitemaps, in alphabetical order. */
function pagesOf({ requests }: TestServer): string[] {
  const paths = requests.map(({ url }) => url)
  return paths.filter((path) => path.startsWith('/page/')).toSorted()
}

const urlset = (entries: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset ${XMLNS}>\n${entries.map((one) => `<url><loc>${one}</loc></url>`).join('\n')}\n</urlset>`

test('every page of the shop is found through its sitemap: an index, a plain part and gzipped ones', async () => {
  await using site = await startSite({ products: 1_010 })
  await using store = new SqliteStore(':memory:')
  const report = await crawlFrom({ sitemap: `${site.url}/sitemap.xml` }, store)
  // The index, three parts, the front page, the listing, eight categories, and the products.
  expect(report).toMatchObject({ done: 1 + 3 + 10 + 1_010, failed: 0, waiting: 0, exitCode: 0 })
  expect(site.hits('/products/1010')).toBe(1)

  const story = await store.find('sitemaps', requestKey('GET', `${site.url}/products/1010`, undefined, ''))
  expect(story?.path).toEqual([`${site.url}/sitemap.xml`, `${site.url}/sitemaps/products-2.xml.gz`])
})

test('a robots.txt is a start too: the sitemaps that it names', async () => {
  await using site = await siteOf((url) => ({
    '/robots.txt': `# Hello\nUser-agent: *\nDisallow: /\nSITEMAP : ${url}/a.xml\r\nSitemap:${url}/b.txt # two\n`,
    '/a.xml': urlset([`${url}/page/1`]),
    '/b.txt': `\u{feff}${url}/page/2\r\n\r\n  ${url}/page/3  \nno address\n`,
  }))
  const report = await crawlFrom({ sitemap: `${site.url}/robots.txt` })
  expect(pagesOf(site)).toEqual(['/page/1', '/page/2', '/page/3'])
  expect(report).toMatchObject({ done: 6, failed: 0 })
})

test('a robots.txt that is a start may be read, whatever it forbids', async () => {
  const lines = (url: string) =>
    `User-agent: *\nDisallow: /\nAllow: /page\nAllow: /a.xml\nSitemap: ${url}/a.xml`
  await using site = await siteOf((url) => ({
    '/robots.txt': lines(url),
    '/a.xml': urlset([`${url}/page/1`, `${url}/`]),
  }))
  await using store = new SqliteStore(':memory:')
  const start = { sitemap: `${site.url}/robots.txt`, route: 'page' }
  const report = await crawl(defineCrawler({ name: 'allowed', start, routes: { page() {} } }), { store })
  expect(report).toMatchObject({ done: 3, skips: { 'robots.txt': 1 } })
})

test('sitemaps are read by what they are, whatever their name and header say', async () => {
  await using site = await siteOf((url) => ({
    '/list.xml.gz': `${url}/0.php\n`,
    '/index': `<sitemapindex><sitemap><loc>/1.xml.gz</loc></sitemap><sitemap><loc>${url}/2.txt</loc></sitemap><sitemap><loc>${url}/3.xml</loc></sitemap><sitemap><loc>${url}/4</loc></sitemap><sitemap><loc>${url}/5</loc></sitemap></sitemapindex>`,
    '/1.xml.gz': urlset([`${url}/page/plain-though-it-says-gz`]),
    '/2.txt': gzipSync(urlset([`${url}/page/gzip-though-it-says-txt`])),
    '/3.xml': Buffer.from(`\u{feff}${urlset([`${url}/page/utf-16`])}`, 'utf16le'),
    '/4': `<feed xmlns="http://www.w3.org/2005/Atom"><link href="${url}/page/no"/><entry><link rel="edit" href="${url}/page/no"/><link href="${url}/page/atom"/></entry></feed>`,
    '/5': `<rss version="2.0"><channel><link>${url}/page/no</link><item><link>${url}/page/rss</link></item></channel></rss>`,
  }))
  await crawlFrom({ sitemap: `${site.url}/index` })
  const found = pagesOf(site).map((path) => path.slice('/page/'.length))
  expect(found).toEqual(['atom', 'gzip-though-it-says-txt', 'plain-though-it-says-gz', 'rss', 'utf-16'])
})

test('prefixes, CDATA, entities, comments, blanks and what is badly nested are read; extensions are not taken for pages', async () => {
  await using site = await siteOf((url) => ({
    '/sitemap.xml': `<!-- made by hand --><?xml version="1.0"?><!DOCTYPE urlset>
      <s:urlset xmlns:s="http://www.google.com/schemas/sitemap/0.84" xmlns:image="x">
      <s:url><s:loc><![CDATA[ ${url}/page/1 ]]></s:loc><image:image><image:loc>${url}/page/image</image:loc></image:image></s:url>
      <s:url><s:lastmod>2026-01-01</s:lastmod><s:loc>
        ${url}/page/2?a=1&amp;b=&#50;</s:loc></s:url>
      <s:url><s:loc>${url}/page/3<s:url><s:loc>${url}/page/4</s:loc></s:url></s:loc>
      <s:url><s:priority>1</s:priority></s:url><s:URL><s:LOC>${url}/page/5</s:LOC></s:URL>
      <s:url><s:loc>${url}/page/6</s:loc></s:urlset>`,
  }))
  const report = await crawlFrom({ sitemap: `${site.url}/sitemap.xml` })
  expect(pagesOf(site)).toEqual(['/page/1', '/page/2?a=1&b=2', '/page/3', '/page/4', '/page/5', '/page/6'])
  expect(report).toMatchObject({ failed: 0 })
})

test('what leads off the site, nowhere, or is no address is skipped with its reason', async () => {
  await using site = await siteOf((url) => ({
    '/sitemap.xml': urlset([
      `${url}/page/1`,
      'https://elsewhere.example/',
      `${url}/nowhere`,
      'http://[',
      'javascript:alert(1)',
    ]),
  }))
  const report = await crawlFrom({ sitemap: `${site.url}/sitemap.xml` })
  expect(report).toMatchObject({
    done: 2,
    skipped: 4,
    skips: { 'off-site': 1, 'no route': 1, 'not a URL': 1, 'not http': 1 },
  })
})

test('with a route all pages go there, with the data that the start gives', async () => {
  await using site = await siteOf((url) => ({ '/sitemap.xml': urlset([`${url}/a`, `${url}/b`]) }))
  await using store = new SqliteStore(':memory:')
  const seen: unknown[] = []
  const crawler = defineCrawler({
    name: 'sitemaps',
    start: { sitemap: `${site.url}/sitemap.xml`, route: 'page', data: { from: 'sitemap' } },
    robots: false,
    data: { page: z.object({ from: z.string() }) },
    routes: { other() {}, page: ({ data }) => void seen.push(data.from) },
  })
  await crawl(crawler, { store })
  expect(seen).toEqual(['sitemap', 'sitemap'])
})

test('a sitemap is in the archive of a run, and a replay begins with it', async () => {
  await using site = await siteOf((url) => ({ '/sitemap.xml': gzipSync(urlset([`${url}/a`, `${url}/b`])) }))
  await using archive = new Archive(':memory:')
  const start = { sitemap: `${site.url}/sitemap.xml`, route: 'page' }
  const crawler = defineCrawler({ name: 'archived', start, robots: false, routes: { page() {} } })
  for (const replay of [false, true]) {
    await using store = new SqliteStore(':memory:')
    expect(await crawl(crawler, { store, archive, replay })).toMatchObject({ done: 3, failed: 0 })
    if (!replay)
      expect(await reextract(crawler, { store, archive })).toMatchObject({ pages: 2, differs: false })
  }
  expect(site.requests).toHaveLength(3)
})

test('since takes only what changed since then, or says nothing of it; a day counts to its end', async () => {
  const entry = (url: string, date: string) => `<url><loc>${url}</loc><lastmod>${date}</lastmod></url>`
  const files = (url: string) => ({
    '/index.xml': `<sitemapindex><sitemap><loc>${url}/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap><sitemap><loc>${url}/new.xml</loc><lastmod>2026-11-20T12:00:00Z</lastmod></sitemap></sitemapindex>`,
    '/new.xml': `<urlset>${[
      entry(`${url}/page/before`, '2026-11-20T06:00:00+02:00'),
      entry(`${url}/page/after`, '2026-11-20T08:00:00+02:00'),
      entry(`${url}/page/same-day`, '2026-11-20'),
      entry(`${url}/page/day-before`, '2026-11-18'),
      entry(`${url}/page/wrong`, 'yesterday'),
      entry(`${url}/page/feed`, 'Fri, 20 Nov 2026 08:00:00 GMT'),
      `<url><loc>${url}/page/says-nothing</loc></url>`,
    ].join('')}</urlset>`,
  })
  await using site = await siteOf(files)
  const report = await crawlFrom({ sitemap: `${site.url}/index.xml`, since: '2026-11-20T05:00:00Z' })
  const found = pagesOf(site).map((path) => path.slice('/page/'.length))
  expect(found).toEqual(['after', 'feed', 'same-day', 'says-nothing', 'wrong'])
  expect(report.skips).toEqual({ 'not modified': 3 })
})

test("since: 'last run' takes all the first time, and then what changed since the last finished run began", async () => {
  let changed = new Date(Date.now() - 3_600_000)
  await using site = await siteOf((url) => ({
    '/sitemap.xml': `<urlset><url><loc>${url}/page/1</loc><lastmod>2020-01-01T00:00:00Z</lastmod></url><url><loc>${url}/page/2</loc><lastmod>${changed.toISOString()}</lastmod></url></urlset>`,
  }))
  await using store = new SqliteStore(':memory:')
  const start = { sitemap: `${site.url}/sitemap.xml`, since: 'last run' } as const
  expect(await crawlFrom(start, store)).toMatchObject({ done: 3, skipped: 0 })
  expect(await crawlFrom(start, store)).toMatchObject({ done: 1, skips: { 'not modified': 2 } })
  changed = new Date()
  expect(await crawlFrom(start, store)).toMatchObject({ done: 2, skips: { 'not modified': 1 } })
})

test('a start that is wrong is refused, with the mend', async () => {
  await expect(crawlFrom({ sitemap: '/sitemap.xml' })).rejects.toThrow(
    'start has "/sitemap.xml": write a whole URL',
  )
  const since = { sitemap: 'https://shop.example/sitemap.xml', since: 'yesterday' } as unknown as Start
  await expect(crawlFrom(since)).rejects.toThrow('start has since "yesterday": write a date')
  const route = { sitemap: 'https://shop.example/sitemap.xml', route: 'pgae' }
  await expect(crawlFrom(route)).rejects.toThrow(
    'start goes to "pgae", which is no route: did you mean "page"?',
  )
})
