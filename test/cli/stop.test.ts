import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/kill-crawler.ts')

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends a run with exit code 5, all in flight committed, and says how to go on`, async () => {
    await using site = await startSite({ products: 400, latency: 20 })
    await using folder = await temporaryFolder()
    const words = ['run', CRAWLER, '--store', folder.file('crawl.db')]
    const command = startCommand(words, { env: { SITE_URL: site.url } })
    await command.until(() => site.requests >= 100)
    command.child.kill(signal)
    const { code, stdout, stderr } = await command.result
    expect(code).toBe(5)
    expect(stderr).toContain('stopping')
    expect(stdout).toMatch(/go on +npx latchkey run .*kill-crawler\.ts --store/)
    // robots.txt is the one request that is no page.
    expect(stdout).toContain(`done ${site.requests - 1} +`)

    const rest = await runCommand([...words, '--json'], { env: { SITE_URL: site.url } })
    expect(rest.code).toBe(0)
    // It is kept for a day.
    expect(site.requests).toBe(420 + 1)
  })
}

test('a signal during the last page changes nothing: the run is complete, and says so', async () => {
  const asked = Promise.withResolvers<void>()
  const signalled = Promise.withResolvers<void>()
  await using site = await serve(async ({ url }, response) => {
    if (url === '/robots.txt') return response.writeHead(404).end()
    asked.resolve()
    await signalled.promise
    return response.end('<h1>the only page</h1>')
  })
  await using folder = await temporaryFolder()
  const crawler = folder.file('one.mjs')
  await writeFile(
    crawler,
    `export default { name: 'one', start: '${site.url}/', routes: { page: () => {} } }`,
  )
  const words = ['run', crawler, '--store', folder.file('crawl.db')]
  const command = startCommand(words)
  await asked.promise
  command.child.stderr?.on('data', (data: Buffer) => {
    if (data.includes('stopping')) signalled.resolve()
  })
  command.child.kill('SIGINT')
  const { code, stdout } = await command.result
  expect(stdout).toMatch(/^one {2}run 1 finished/)
  expect(stdout).toContain('done 1 + failed 0 + skipped 0 + waiting 0')
  expect(stdout).not.toContain('go on')
  expect(code).toBe(0)
  const next = reportOf((await runCommand([...words, '--json'])).stdout)
  expect(next).toMatchObject({ run: 2, resumed: false })
})

test('a second signal quits at once, and that too loses nothing', async () => {
  await using site = await startSite({ products: 100, latency: 3_000 })
  await using folder = await temporaryFolder()
  const words = ['run', CRAWLER, '--store', folder.file('crawl.db'), '--json']
  const command = startCommand(words, { env: { SITE_URL: site.url } })
  await command.until(() => site.requests >= 1)
  const before = performance.now()
  command.child.kill('SIGINT')
  await sleep(100)
  command.child.kill('SIGINT')
  expect((await command.result).code).toBe(5)
  expect(performance.now() - before).toBeLessThan(2_000)
  site.options.latency = 0
  const { code, stdout } = await runCommand(words, { env: { SITE_URL: site.url } })
  expect(code).toBe(0)
  expect(reportOf(stdout)).toMatchObject({ done: 105, failed: 0 })
})

test('a second process on the same run is refused, and told which process has it', async () => {
  await using site = await startSite({ products: 200, latency: 50 })
  await using folder = await temporaryFolder()
  const words = ['run', CRAWLER, '--store', folder.file('crawl.db'), '--json']
  const first = startCommand(words, { env: { SITE_URL: site.url } })
  await first.until(() => site.requests >= 5)
  const second = await runCommand(words, { env: { SITE_URL: site.url } })
  expect(second.code).toBe(5)
  expect(second.stderr).toContain(String(first.child.pid))
  expect((await first.result).code).toBe(0)
})

test('latchkey stop says that a run has finished which was at its last page', async () => {
  const told = Promise.withResolvers<void>()
  await using site = await serve(async ({ url }, response) => {
    if (url === '/robots.txt') return response.writeHead(404).end()
    await told.promise
    return response.end('<h1>the only page</h1>')
  })
  await using folder = await temporaryFolder()
  const crawler = folder.file('one.mjs')
  const file = folder.file('crawl.db')
  await writeFile(
    crawler,
    `export default { name: 'one', start: '${site.url}/', routes: { page: () => {} } }`,
  )
  const run = startCommand(['run', crawler, '--store', file])
  await run.until(() => site.requests.length === 2)
  const stop = runCommand(['stop', 'one', '--store', file])
  await using store = new SqliteStore(file)
  while ((await store.runs('one'))[0]?.asked !== 'stop') await sleep(20)
  told.resolve()
  const { code, stdout } = await stop
  expect(stdout).toMatch(/^one {2}finished with its last pages\ndiscovered 1 = done 1/)
  expect(stdout).not.toContain('go on')
  expect([code, (await run.result).code]).toEqual([0, 0])
})
