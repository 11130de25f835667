import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'

import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { redact } from '../../packages/core/src/engine/logs/redact.ts'
import { startSite } from '../site/index.ts'
import { runCommand } from '../support/cli.ts'
import { productCrawler } from '../support/crawlers/shop.ts'
import { temporaryFolder } from '../support/folder.ts'

const SHOP = resolve(import.meta.dirname, '../../examples/crawlers/shop.ts')

interface Line {
  readonly event: string
  readonly [field: string]: unknown
}

test('a log has one JSON line for the start, each page, each failure and the end', async () => {
  await using site = await startSite({ products: 30 })
  await using store = new SqliteStore(':memory:')
  const { lines, target } = collector()
  const crawler = productCrawler(site.url, {
    start: [`${site.url}/products`, `${site.url}/faults/status/404`],
  })
  const report = await crawl(crawler, { store, log: target })
  expect(lines.filter(({ event }) => event === 'page')).toHaveLength(report.done)
  expect(lines[0]).toMatchObject({
    level: 'info',
    event: 'start',
    crawler: 'products',
    run: 1,
    resumed: false,
  })
  const page = lines.find(({ url }) => url === `${site.url}/products/7`)
  expect(page).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    level: 'info',
    event: 'page',
    crawler: 'products',
    run: 1,
    url: `${site.url}/products/7`,
    route: 'product',
    status: 200,
    bytes: expect.any(Number),
    ms: expect.any(Number),
    try: 1,
    epoch: 0,
    records: 1,
    links: 0,
    files: 0,
  })
  expect(lines.find(({ event }) => event === 'failure')).toMatchObject({
    level: 'error',
    error: 'StatusError',
    code: 'STATUS',
    status: 404,
    try: 1,
    message: `GET ${site.url}/faults/status/404: responded 404`,
  })
  expect(lines.at(-1)).toMatchObject({
    level: 'error',
    event: 'end',
    done: report.done,
    failed: 1,
    exitCode: 3,
  })
})

test('a try that is to be repeated is a warning with its time, and the page tells how often it was tried', async () => {
  await using site = await startSite()
  await using store = new SqliteStore(':memory:')
  const { lines, target } = collector()
  const start = `${site.url}/faults/heals/log?after=1&status=500`
  await crawl(defineCrawler({ name: 'heals', start, routes: { page() {} } }), { store, log: target })
  expect(lines).toMatchObject([
    { event: 'start' },
    { event: 'failure', level: 'warn', status: 500, try: 1, retryAt: expect.stringMatching(/Z$/) },
    { event: 'page', url: start, try: 2 },
    { event: 'end' },
  ])
})

test('a crawl that ends with an error logs it as the last line', async () => {
  await using site = await startSite({ products: 5 })
  const store = new SqliteStore(':memory:')
  const { lines, target } = collector((line) => line.event === 'page' && void store.close())
  await expect(crawl(productCrawler(site.url), { store, log: target })).rejects.toThrow('closed')
  expect(lines.at(-1)).toMatchObject({ level: 'error', event: 'fault', error: 'StoreError', code: 'CLOSED' })
})

test('two crawlers at work in one process each have a log of their own', async () => {
  await using site = await startSite({ products: 10 })
  const names = ['one', 'two']
  const logs = names.map(() => collector())
  await using store = new SqliteStore(':memory:')
  await Promise.all(
    names.map((name, index) =>
      crawl(productCrawler(site.url, { name }), { store, log: logs[index]!.target }),
    ),
  )
  for (const [index, { lines }] of logs.entries()) {
    expect(new Set(lines.map(({ crawler }) => crawler))).toEqual(new Set([names[index]]))
  }
})

test('run --log adds lines to a file, login and epoch with them, and no password', async () => {
  await using site = await startSite({ products: 6, orders: 4 })
  await using folder = await temporaryFolder()
  const options = { cwd: folder.path, env: { SHOP_URL: site.url, SHOP_PASSWORD: 'lovelace' } }
  await runCommand(['run', SHOP, '--log', 'shop.log', '--limit', '4'], options)
  await runCommand(['run', SHOP, '--log', 'shop.log'], options)
  const text = await readFile(folder.file('shop.log'), 'utf8')
  const lines = parse(text)
  expect(lines.filter(({ event }) => event === 'start')).toMatchObject([
    { resumed: false },
    { resumed: true },
  ])
  expect(lines.find(({ event }) => event === 'login')).toMatchObject({ epoch: 1 })
  expect(lines.find(({ route }) => route === 'order')).toMatchObject({ epoch: 1 })
  expect(text).not.toContain('lovelace')
})

test('run --log - writes nothing but JSON lines to standard error', async () => {
  await using site = await startSite({ products: 6, orders: 0 })
  await using folder = await temporaryFolder()
  const options = { cwd: folder.path, env: { SHOP_URL: site.url, SHOP_PASSWORD: 'lovelace' } }
  const { stderr, stdout } = await runCommand(['run', SHOP, '--log', '-'], options)
  expect(parse(stderr).at(-1)).toMatchObject({ event: 'end', exitCode: 0 })
  expect(stdout).toMatch(/^shop {2}run 1 finished/)
})

test('a log file that cannot be opened is wrong usage, and one that cannot be written is given up', async () => {
  await using site = await startSite({ products: 6, orders: 0 })
  await using folder = await temporaryFolder()
  const options = { cwd: folder.path, env: { SHOP_URL: site.url, SHOP_PASSWORD: 'lovelace' } }
  expect(await runCommand(['run', SHOP, '--log', 'nowhere/shop.log'], options)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^latchkey: the log nowhere\/shop\.log cannot be written: ENOENT/),
  })
  expect(await runCommand(['run', SHOP, '--log', '/dev/full'], options)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('the log /dev/full is given up: ENOSPC'),
  })
})

test('what opens doors is left out of a logged URL, and what a page is about stays', () => {
  const secrets = [
    'token',
    'access_token',
    'apiKey',
    'api_key',
    'key',
    'X-Amz-Signature',
    'PHPSESSID',
    'session_id',
  ]
  for (const name of [...secrets, 'password', 'sig'])
    expect(redact(`https://shop.example/a?page=2&${name}=hunter2#top`)).toBe(
      `https://shop.example/a?page=2&${name}=[secret]#top`,
    )
  for (const name of ['keyword', 'monkey', 'author', 'id', 'code', 'tokens_seen_by'])
    expect(redact(`/a?${name}=lamp`)).toBe(`/a?${name}=lamp`)
  expect(redact('GET https://ada:lovelace@shop.example/?sid=1: responded 503')).toBe(
    'GET https://shop.example/?sid=[secret] responded 503',
  )
  expect(redact('https://shop.example/;jsessionid=AB12')).toBe('https://shop.example/;jsessionid=[secret]')
})

function collector(also: (line: Line) => unknown = () => undefined) {
  const lines: Line[] = []
  const write = (text: string) => {
    const line = JSON.parse(text) as Line
    lines.push(line)
    also(line)
  }
  return { lines, target: { write } }
}

function parse(text: string): Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}
