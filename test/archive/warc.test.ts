import { createReadStream } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

import { Archive, crawl, defineCrawler, SqliteStore, type Crawler, type Response } from 'latchkey'
import { expect, test } from 'vitest'
import { WARCParser, WARCRecord, WARCSerializer } from 'warcio'

import { startSite, type Site } from '../site/index.ts'
import { runCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

/** What a reader of WARC files has read. */
interface ReadRecord {
  readonly type: string | null
  readonly url: string | null
  readonly status: number | undefined
  readonly contentType: string | null
  readonly body: Buffer
  readonly fields: Headers
  /** In the file, compressed. */
  readonly offset: number
}

test('another reader of WARC files finds every page, its redirects, and each body once', async () => {
  await using site = await startSite({ products: 3 })
  await using folder = await temporaryFolder()
  const paths = [
    '/products/1',
    '/encoding/koi8-r',
    '/compressed/gzip',
    '/status/404',
    '/redirect-to?url=/products/2',
  ]
  const { pages, records } = await exported(site, folder, paths)

  const [info, ...others] = records
  expect(info?.type).toBe('warcinfo')
  expect(info?.body.toString()).toMatch(/software: Latchkey\/\d.*\r\nformat: WARC File Format 1.1\r\n/)

  const responses = others.filter(({ type }) => type === 'response')
  for (const { url, status, headers, body } of pages) {
    const record = responses.find((one) => one.url === url.href)
    expect([record?.url, record?.status]).toEqual([url.href, status])
    expect(record?.contentType).toBe(headers.get('content-type'))
    expect(record?.fields.get('WARC-Payload-Digest')).toBe(await digestOf(body))
    expect(record?.body.equals(body), url.href).toBe(true)
  }
  const hop = responses.find(({ url }) => url?.includes('redirect-to'))
  expect([hop?.status, hop?.body.length, hop?.fields.get('WARC-Truncated')]).toEqual([302, 0, 'unspecified'])
})

test('a body that comes again is a revisit of the record that has it', async () => {
  await using site = await startSite({ products: 3 })
  await using folder = await temporaryFolder()
  const paths = ['/status/404', '/status/404?a', '/status/404?b', '/products/1']
  const { records } = await exported(site, folder, paths)
  const original = records.find(({ type, url }) => type === 'response' && url?.includes('/status/404'))
  const revisits = records.filter(({ type }) => type === 'revisit')
  expect(revisits).toHaveLength(2)
  for (const { fields, body, url } of revisits) {
    expect(body).toHaveLength(0)
    expect(url).not.toBe(original?.url)
    expect(fields.get('WARC-Refers-To')).toBe(original?.fields.get('WARC-Record-ID'))
    expect(fields.get('WARC-Refers-To-Target-URI')).toBe(original?.url)
    expect(fields.get('WARC-Refers-To-Date')).toBe(original?.fields.get('WARC-Date'))
    expect(fields.get('WARC-Payload-Digest')).toBe(original?.fields.get('WARC-Payload-Digest'))
    expect(fields.get('WARC-Profile')).toBe(
      'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest',
    )
  }
})

test('every record can be read alone, and a file that cannot be written leaves nothing behind', async () => {
  await using site = await startSite({ products: 3 })
  await using folder = await temporaryFolder()
  const { file, records } = await exported(site, folder, ['/products/1', '/products/2'])
  const bytes = await readFile(file)
  for (const [index, { offset }] of records.entries()) {
    const alone = gunzipSync(bytes.subarray(offset, records[index + 1]?.offset)).toString()
    expect(alone.match(/^WARC\/1\.1\r\n/gm)).toHaveLength(1)
  }

  const words = ['warc', 'seen.ts', '--store', 'crawl.db']
  const wrong = await runCommand([...words, '--out', 'missing/pages.warc.gz'], { cwd: folder.path })
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('there is no folder missing')])
  const name = await runCommand([...words, '--out', 'pages.txt'], { cwd: folder.path })
  expect([name.code, name.stderr]).toEqual([2, expect.stringContaining('written as .warc.gz')])
  expect((await readdir(folder.path)).filter((entry) => entry.endsWith('.part'))).toEqual([])
})

/** Crawls pages into an archive, writes it as WARC by the command, and reads that with warcio. */
async function exported(
  site: Site,
  folder: TemporaryFolder,
  paths: readonly string[],
): Promise<{ file: string; pages: Response[]; records: ReadRecord[] }> {
  const crawler = seen(site, paths)
  const archive = new Archive(folder.file('crawl.archive'))
  {
    await using store = new SqliteStore(folder.file('crawl.db'))
    await crawl(crawler, { store, archive })
  }
  const pages = Array.from(archive.find('seen').responses(), ({ response }) => response)
  await archive.close()
  await writeFile(
    folder.file('seen.ts'),
    `export default { name: 'seen', start: '${site.url}', routes: { page: () => undefined } }\n`,
  )
  const file = folder.file('pages.warc.gz')
  const words = ['warc', 'seen.ts', '--store', 'crawl.db', '--out', file]
  const { code, stderr } = await runCommand(words, { cwd: folder.path })
  expect([code, stderr]).toEqual([0, `${file}: ${paths.length} pages of run 1\n`])
  return { file, pages, records: await readWarc(file) }
}

function seen(site: Site, paths: readonly string[]): Crawler {
  return defineCrawler({
    name: 'seen',
    start: paths.map((path) => site.url + path),
    rate: { perSecond: Infinity, concurrency: 1 },
    tries: 1,
    routes: { page: () => undefined },
  })
}

/** The digest of a payload as the other implementation writes it. */
async function digestOf(payload: Uint8Array): Promise<string | undefined> {
  const record = WARCRecord.create({ url: 'http://shop.example/', type: 'resource' }, [payload])
  const options = { digest: { algo: 'sha-1', prefix: 'sha1:', base32: true } } as const
  await WARCSerializer.serialize(record, options)
  return record.warcPayloadDigest ?? undefined
}

async function readWarc(file: string): Promise<ReadRecord[]> {
  const records: ReadRecord[] = []
  const parser = new WARCParser(createReadStream(file))
  for await (const record of parser) {
    const body = Buffer.from((await record.readFully()) ?? [])
    records.push({
      type: record.warcType,
      url: record.warcTargetURI ?? null,
      status: Number(record.httpHeaders?.statusCode),
      contentType: record.httpHeaders?.headers.get('content-type') ?? null,
      body,
      fields: new Headers([...record.warcHeaders.headers.entries()]),
      offset: parser.offset,
    })
  }
  return records
}
