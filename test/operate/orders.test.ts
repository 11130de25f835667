import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, schedule, SqliteStore, type Progress } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { type Command, type CommandOptions, reportOf, runCommand, startCommand } from '../support/cli.ts'
import { productCrawler } from '../support/crawlers/shop.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/kill-crawler.ts')

test('a crawl that is paused from another terminal begins no page until it is resumed', async () => {
  await using site = await startSite({ products: 200, latency: 200 })
  await using folder = await temporaryFolder()
  const place = placeIn(folder, site)
  const command = await started(['run', CRAWLER], place, site)
  const { pid } = command.child
  expect(await runCommand(['pause', 'products'], place)).toEqual({
    code: 0,
    stderr: '',
    stdout: `products  paused: process ${pid} ends the pages in flight and begins no more\ngo on      npx latchkey resume products\n`,
  })
  await sleep(700)
  const before = site.requests
  const status = await runCommand(['status'], place)
  expect(status.stdout).toContain(`paused (process ${pid} on`)
  expect(site.requests).toBe(before)
  site.options.latency = 0
  expect(await runCommand(['resume', 'products'], place)).toMatchObject({
    code: 0,
    stdout: `products  goes on: process ${pid}\n`,
  })
  const { code, stdout, stderr } = await command.result
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('done 210 + failed 0') })
  expect(stderr).toContain('paused: latchkey resume goes on')
})

test('a crawl that is told to stop ends with exit code 5, and the same command goes on', async () => {
  await using site = await startSite({ products: 200, latency: 200 })
  await using folder = await temporaryFolder()
  const place = placeIn(folder, site)
  const command = await started(['run', CRAWLER, '--json'], place, site)
  const stop = await runCommand(['stop', CRAWLER], place)
  expect(stop).toMatchObject({ code: 0, stderr: '' })
  expect(stop.stdout).toMatch(
    /^products {2}stopped\ndiscovered \d+ = done \d+ .+\ngo on {6}npx latchkey run \//,
  )
  site.options.latency = 0
  const { code, stdout } = await command.result
  expect(code).toBe(5)
  const report = reportOf(stdout)
  expect(report).toMatchObject({ reason: 'stopped' })
  expect(report.waiting).toBeGreaterThan(0)
  expect(await runCommand(['run', CRAWLER], place)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('done 210 + failed 0'),
  })
})

test('a paused crawl that is stopped ends at once, and stays paused for who goes on with it', async () => {
  await using site = await startSite({ products: 200, latency: 200 })
  await using folder = await temporaryFolder()
  const place = placeIn(folder, site)
  const first = await started(['run', CRAWLER], place, site)
  await runCommand(['pause', 'products'], place)
  first.child.kill('SIGINT')
  expect((await first.result).code).toBe(5)
  expect((await runCommand(['status'], place)).stdout).toContain('stopped after')
  const before = site.requests
  const second = startCommand(['run', CRAWLER], place)
  await expect.poll(() => status(place), { timeout: 10_000 }).toContain(`paused (process ${second.child.pid}`)
  expect(site.requests).toBe(before)
  site.options.latency = 0
  await runCommand(['resume', 'products'], place)
  expect((await second.result).code).toBe(0)
})

test('an order to nobody is wrong usage, and says what is', async () => {
  await using site = await startSite({ products: 20 })
  await using folder = await temporaryFolder()
  const place = placeIn(folder, site)
  const missing = await runCommand(['pause', 'products', '--store', 'other.db'], place)
  expect(missing).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('there is no store other.db'),
  })
  await runCommand(['run', CRAWLER], place)
  for (const order of ['pause', 'resume', 'stop']) {
    const { code, stdout, stderr } = await runCommand([order, 'products'], place)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      /^latchkey: no process crawls products \(.+latchkey\.db\), so there is none to .+\n$/,
    )
  }
})

test('a crawl within a program is paused too, and tells so in its progress', async () => {
  await using site = await startSite({ products: 100, latency: 300 })
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('crawl.db'))
  const told: Progress[] = []
  const report = crawl(productCrawler(site.url), { store, onProgress: (progress) => told.push(progress) })
  await expect.poll(() => site.requests).toBeGreaterThan(10)
  await using other = new SqliteStore(folder.file('crawl.db'))
  await other.ask('products', 'pause')
  await expect.poll(() => told.at(-1)?.holds).toEqual(['paused'])
  site.options.latency = 0
  await other.ask('products', 'resume')
  expect(await report).toMatchObject({ exitCode: 0, failed: 0 })
})

test('a scheduled crawl is stopped alone: its schedule goes on', async () => {
  await using site = await startSite({ products: 200, latency: 200 })
  await using folder = await temporaryFolder()
  await using store = new SqliteStore(folder.file('crawl.db'))
  const controller = new AbortController()
  const scheduled = schedule([productCrawler(site.url, { schedule: '* * * * * *' })], {
    store,
    signal: controller.signal,
  })
  await expect.poll(() => site.requests, { timeout: 5_000 }).toBeGreaterThan(10)
  await using other = new SqliteStore(folder.file('crawl.db'))
  await other.ask('products', 'stop')
  const endings = async () => (await other.runs('products')).map(({ endedAt }) => endedAt !== undefined)
  await expect.poll(endings, { timeout: 5_000 }).toContain(true)
  const before = site.requests
  await expect.poll(() => site.requests, { timeout: 5_000 }).toBeGreaterThan(before)
  controller.abort()
  site.options.latency = 0
  await scheduled
})

function placeIn(folder: TemporaryFolder, site: Site): CommandOptions {
  return { cwd: folder.path, env: { SITE_URL: site.url } }
}

async function status(place: CommandOptions): Promise<string> {
  return (await runCommand(['status'], place)).stdout
}

/** A command that has begun to crawl, and takes long enough for another to come in between. */
async function started(words: readonly string[], place: CommandOptions, site: Site): Promise<Command> {
  const command = startCommand(words, place)
  await command.until(() => site.requests >= 20)
  site.options.latency = 500
  return command
}
