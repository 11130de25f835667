import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { integrityOf } from '../support/integrity.ts'
import { diskTest, smallDisk } from '../support/small-disk.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/kill-crawler.ts')

diskTest(
  'a disk that fills up ends the run with one paragraph, and the same command goes on once there is room',
  async () => {
    await using site = await startSite({ products: 400 })
    using disk = smallDisk('600k')
    const store = join(disk.path, 'crawl.db')
    const words = ['run', CRAWLER, '--store', store]
    const env = { SITE_URL: site.url }
    const { code, stdout, stderr } = await runCommand(words, { env })
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
    expect(paragraphs(stderr)).toEqual([
      `latchkey: the disk of the store is full, and nothing of the page was kept (${store}): free some space, then run again: the crawl goes on where it stopped`,
    ])
    disk.grow('32m')
    expect(integrityOf(store)).toBe('ok')
    const again = await runCommand(words, { env })
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('done 420 + failed 0 + skipped 0 + waiting 0'),
    })
  },
)

test('a limit on the size of files ends the run with one paragraph, and the same command goes on without it', async () => {
  await using site = await startSite({ products: 400 })
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { SITE_URL: site.url } }
  const { code, stdout, stderr } = await runCommand(['run', CRAWLER], { ...place, under: 'ulimit -f 600' })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(paragraphs(stderr)).toEqual([
    expect.stringContaining('a limit on the size of files (ulimit -f), then run again'),
  ])
  expect(integrityOf(folder.file('latchkey.db'))).toBe('ok')
  const again = await runCommand(['run', CRAWLER], place)
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('done 420 + failed 0 + skipped 0 + waiting 0'),
  })
})

test('a store that another program locks ends the run with one paragraph, and the same command goes on', async () => {
  await using site = await startSite({ products: 200, latency: 30 })
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { SITE_URL: site.url } }
  const command = startCommand(['run', CRAWLER], place)
  await expect.poll(() => site.requests, { timeout: 20_000 }).toBeGreaterThan(20)
  const other = new DatabaseSync(folder.file('latchkey.db'), { timeout: 5_000 })
  other.exec('BEGIN IMMEDIATE')
  const { code, stdout, stderr } = await command.result
  other.exec('COMMIT')
  other.close()
  expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
  expect(paragraphs(stderr)).toEqual([
    expect.stringMatching(
      /^latchkey: another program keeps the store locked \(.+\): close the program that has it open/,
    ),
  ])
  site.options.latency = 0
  const again = await runCommand(['run', CRAWLER], place)
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('done 210 + failed 0') })
})

/** What a command says beside its progress. */
function paragraphs(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !line.startsWith('products  '))
}
