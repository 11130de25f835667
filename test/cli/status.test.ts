import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'

import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { reportOf, runCommand, startCommand, type CommandOptions } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/kill-crawler.ts')
const SAME_KEY = resolve(import.meta.dirname, '../support/crawlers/same-key-crawler.ts')

test('status lists each page that failed, and run --retry-failed tries them again', async () => {
  await using site = await startSite({ products: 60 })
  await using folder = await temporaryFolder()
  const place: CommandOptions = { cwd: folder.path, env: { SITE_URL: site.url } }
  const first = await runCommand(['run', CRAWLER, '--limit', '43'], place)
  expect(first.code).toBe(0)
  site.options.layout = 2
  const broken = await runCommand(['run', CRAWLER], place)
  expect(broken.code).toBe(3)
  const listed = await runCommand(['status', 'products'], place)
  expect(
    listed.stdout.match(/^ {13}http.+\/products\/\d+ {2}\(1 try\) record product is wrong/gm),
  ).toHaveLength(20)
  site.options.layout = 1
  const mended = await runCommand(['run', CRAWLER, '--retry-failed'], place)
  expect(mended).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('discovered 63 = done 63 + failed 0'),
  })
})

test('why tells what became of a URL, and which pages led to it', async () => {
  await using site = await startSite({ products: 40, robots: 'User-agent: *\nDisallow: /products/7\n' })
  await using folder = await temporaryFolder()
  const place: CommandOptions = { cwd: folder.path, env: { SITE_URL: site.url } }
  await runCommand(['run', CRAWLER, '--limit', '2'], place)
  const waiting = await runCommand(['why', CRAWLER, '/products/18'], place)
  expect(waiting.stdout).toContain(
    '  waiting\n  rule     the run stopped at its limit before its turn came; the same command goes on\n',
  )
  await runCommand(['run', CRAWLER], place)
  const done = await runCommand(['why', CRAWLER, '/products/33'], place)
  expect(done.stdout).toMatch(
    /products\/33\n {2}done, responded 200\n {2}route {4}product, depth 2\n {2}tries {4}0 failed\n {2}from {5}.+\/products\n {11}.+\/products\?page=2\n/,
  )
  const skipped = await runCommand(['why', CRAWLER, '/products/7'], place)
  expect(skipped.stdout).toMatch(
    /skipped: robots\.txt\n {2}rule {5}line 2 of robots\.txt, Disallow: \/products\/7\n {11}the site's robots\.txt forbids it/,
  )
  const unknown = await runCommand(['why', CRAWLER, '/products/4000'], place)
  expect(unknown).toMatchObject({ code: 3, stdout: expect.stringContaining('was not discovered') })
})

test('status works while another process crawls', async () => {
  await using site = await startSite({ products: 400, latency: 40 })
  await using folder = await temporaryFolder()
  const place: CommandOptions = { cwd: folder.path, env: { SITE_URL: site.url } }
  const command = startCommand(['run', CRAWLER, '--json'], place)
  await command.until(() => site.requests >= 40)
  const { stdout } = await runCommand(['status'], place)
  expect(stdout).toMatch(
    /products {2}run 1, begun .+, at work, [\d.]+ pages\/s \(process \d+ on .+, for \d s\)\n {2}discovered \d+ = done \d+/,
  )
  expect((await command.result).code).toBe(0)
})

test('a key that is the same on each page is told by the summary, by status, by the report and in the log', async () => {
  await using site = await startSite({ products: 60 })
  await using folder = await temporaryFolder()
  const place: CommandOptions = { cwd: folder.path, env: { SITE_URL: site.url } }
  const line =
    'replaced   59 of product by later ones with the same key: keys.product may not tell them apart\n'
  const run = await runCommand(['run', SAME_KEY, '--log', 'run.log'], place)
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('product, 1 left of 60\n')
  expect(run.stdout).toContain(line)
  const status = await runCommand(['status'], place)
  expect(status.stdout).toContain(`  ${line}`)
  const counts = { records: { product: 1 }, replaced: { product: 59 } }
  expect(JSON.parse((await runCommand(['status', '--json'], place)).stdout)).toMatchObject({ counts })
  const log = (await readFile(folder.file('run.log'), 'utf8')).trimEnd().split('\n')
  expect(JSON.parse(log.at(-1) ?? '')).toMatchObject({ event: 'end', ...counts })
  const again = await runCommand(['run', SAME_KEY, '--json'], place)
  expect(reportOf(again.stdout)).toMatchObject({ run: 2, ...counts })
})

test('status of a crawler that has no run says so and of which there are some, with exit code 2', async () => {
  await using site = await startSite({ products: 1 })
  await using folder = await temporaryFolder()
  const place: CommandOptions = { cwd: folder.path, env: { SITE_URL: site.url } }
  await runCommand(['run', CRAWLER], place)
  expect(await runCommand(['status', 'productz'], place)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'latchkey: there is no run of productz in latchkey.db: did you mean "products"?\n',
  })
  const { code, stderr } = await runCommand(['status', 'x', '--json'], place)
  expect([code, stderr]).toEqual([2, 'latchkey: there is no run of x in latchkey.db, but of products\n'])
  const none = await runCommand(['status', 'products', '--store', 'none.db'], place)
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no store none.db') })
  expect(await readdir(folder.path)).not.toContain('none.db')
})

test('status of a store that is not there says so, and makes none', async () => {
  await using folder = await temporaryFolder()
  expect(await runCommand(['status'], { cwd: folder.path })).toMatchObject({
    code: 0,
    stdout: 'there is no store latchkey.db: nothing has been crawled into it\n',
  })
  expect(await readdir(folder.path)).toEqual([])
})
