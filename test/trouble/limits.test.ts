import { resolve } from 'node:path'

import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { reportOf, runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'

const BIG = resolve(import.meta.dirname, '../support/crawlers/big-crawler.ts')

test('a process that may open only a few files crawls on with those it has, and no page fails', async () => {
  await using site = await startSite({ latency: 50 })
  await using folder = await temporaryFolder()
  const env = { SITE_URL: site.url, PAGES: '150', MEGABYTES: '0.0625', AT_ONCE: '100' }
  const { code, stdout, stderr } = await runCommand(['run', BIG, '--json'], {
    cwd: folder.path,
    env,
    under: 'ulimit -n 64',
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^peak \d+\n$/) })
  expect(reportOf(stdout)).toMatchObject({
    done: 150,
    failed: 0,
    waiting: 0,
  })
  expect(site.peak).toBeGreaterThan(5)
  expect(site.peak).toBeLessThan(64)
})

test('big pages under a small memory limit are read a few at a time, and the run ends well', async () => {
  await using site = await startSite()
  await using folder = await temporaryFolder()
  const env = {
    SITE_URL: site.url,
    PAGES: '24',
    MEGABYTES: '20',
    AT_ONCE: '24',
    NODE_OPTIONS: '--max-old-space-size=128',
  }
  const { code, stdout, stderr } = await runCommand(['run', BIG, '--json'], { cwd: folder.path, env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^peak \d+\n$/) })
  expect(reportOf(stdout)).toMatchObject({
    done: 24,
    failed: 0,
    waiting: 0,
  })
  // All at once take twice as much.
  expect(Number(stderr.split(' ')[1])).toBeLessThan(650e6)
})
