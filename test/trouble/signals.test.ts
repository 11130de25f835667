import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { MAIN, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/kill-crawler.ts')
const STOPPING = 'stopping: pages in flight have 10 s to end; again to quit at once\n'

test('SIGINT, SIGTERM and a terminal that closes each end a run well, and the same command goes on', async () => {
  await using site = await startSite({ products: 200, latency: 30 })
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { SITE_URL: site.url } }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const command = startCommand(['run', CRAWLER], place)
    await untilFetched(site, 20)
    command.child.kill(signal)
    const { code, stdout, stderr } = await command.result
    expect({ code, stdout, stderr }, signal).toMatchObject({
      code: 5,
      stdout: expect.stringMatching(/^products {2}run 1 stopped .+\n[\s\S]+\ngo on {6}npx latchkey run/),
      stderr: expect.stringContaining(STOPPING),
    })
  }
  site.options.latency = 0
  expect((await runCommand(['run', CRAWLER], place)).stdout).toContain('done 210 + failed 0')
})

test('a second SIGINT ends a run that waits for a page at once', async () => {
  await using site = await startSite({ products: 20, latency: 8_000 })
  await using folder = await temporaryFolder()
  const command = startCommand(['run', CRAWLER], { cwd: folder.path, env: { SITE_URL: site.url } })
  await untilFetched(site, 1)
  command.child.kill('SIGINT')
  await sleep(300)
  const before = performance.now()
  command.child.kill('SIGINT')
  expect(await command.result).toMatchObject({ code: 5, stdout: '' })
  expect(performance.now() - before).toBeLessThan(4_000)
})

test('a reader that goes away ends a run without a stack trace, and the same command goes on', async () => {
  await using site = await startSite({ products: 400, latency: 30 })
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { ...process.env, SITE_URL: site.url } }
  const child = spawn(process.execPath, [MAIN, 'run', CRAWLER, '--json'], place)
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  child.stdout.once('data', () => child.stdout.destroy())
  const [code] = (await once(child, 'close')) as [number]
  expect({ code, stderr }).toEqual({ code: 5, stderr: '' })
  site.options.latency = 0
  const again = await runCommand(['run', CRAWLER], { cwd: folder.path, env: { SITE_URL: site.url } })
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('done 420 + failed 0') })
})

async function untilFetched(site: Site, pages: number): Promise<void> {
  const before = site.requests
  await expect
    .poll(() => site.requests, { timeout: 20_000, interval: 5 })
    .toBeGreaterThanOrEqual(before + pages)
}
