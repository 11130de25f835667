import { resolve } from 'node:path'

import { SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { diskTest, smallDisk } from '../support/small-disk.ts'
import { startDocuments, type DocumentSite } from './documents.ts'
import { filesIn } from './folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/document-crawler.ts')
/** More than four kills, each after 50 requests at most and what was under way, leave done. */
const DOCUMENTS = 300
const KILLS = 4

test('a crawl that is killed with -9 has no record without its file, and in the end each file once', async () => {
  await using site = await startDocuments(DOCUMENTS, 20_000)
  await using folder = await temporaryFolder()
  const store = folder.file('crawl.db')
  const words = ['run', CRAWLER, '--store', store, '--json']
  const env = { DOCUMENT_SITE: site.url }
  let named = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const before = site.requests.length
    const { child, result, until } = startCommand(words, { env })
    const enough = before + 30 + Math.random() * 20
    await until(() => site.requests.length >= enough)
    child.kill('SIGKILL')
    await result
    named = await checkRecords(store, folder.file('crawl.files'), site)
  }
  expect(named).toBeGreaterThan(0)
  const { code, stdout } = await runCommand(words, { env })
  expect([code, reportOf(stdout).resumed]).toEqual([0, true])
  expect(await checkRecords(store, folder.file('crawl.files'), site)).toBe(DOCUMENTS)
  // Each under its two names, and nothing that was on its way.
  expect((await filesIn(folder.file('crawl.files/documents'))).size).toBe(2 * DOCUMENTS)
})

diskTest(
  'a disk that fills up with files ends the run with one paragraph, and the same command goes on',
  async () => {
    await using site = await startDocuments(12, 100_000)
    await using folder = await temporaryFolder()
    using disk = smallDisk('1m')
    const words = ['run', CRAWLER, '--store', folder.file('crawl.db'), '--files', disk.path, '--json']
    const env = { DOCUMENT_SITE: site.url }
    const { code, stderr } = await runCommand(words, { env })
    expect(code).toBe(5)
    expect(stderr).toMatch(
      /^latchkey: the disk of the files is full, and nothing of the page was kept \(ENOSPC: .+\): free some space, then run again: the crawl goes on where it stopped\n$/,
    )
    await checkRecords(folder.file('crawl.db'), disk.path, site)
    disk.grow('8m')
    const again = await runCommand(words, { env })
    expect([again.code, reportOf(again.stdout).failed]).toEqual([0, 0])
    expect(await checkRecords(folder.file('crawl.db'), disk.path, site)).toBe(12)
    expect((await filesIn(disk.path)).size).toBe(24)
  },
)

test('a file that the system refuses ends the run with one paragraph, and the same command goes on', async () => {
  await using site = await startDocuments(3, 900_000)
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { DOCUMENT_SITE: site.url } }
  const { code, stderr } = await runCommand(['run', CRAWLER, '--json'], { ...place, under: 'ulimit -f 1000' })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^latchkey: a file could not be kept \(EFBIG: .+\): mend that, or name another folder with --files, then run again: .+\n$/,
  )
  const again = await runCommand(['run', CRAWLER, '--json'], place)
  expect([again.code, reportOf(again.stdout).failed]).toEqual([0, 0])
  expect(await checkRecords(folder.file('latchkey.db'), folder.file('latchkey.files'), site)).toBe(3)
})

/** Expects the files that records name to be there, byte for byte; gives how many records there are. */
async function checkRecords(file: string, folder: string, site: DocumentSite): Promise<number> {
  await using store = new SqliteStore(file)
  const files = await filesIn(`${folder}/documents`)
  const records = await Array.fromAsync(
    store.records(),
    ({ value }) => value as { id: string; file: string; own: string },
  )
  for (const record of records) {
    const body = site.bodies.get(record.id)
    expect([files.get(record.file), files.get(record.own)], record.id).toEqual([body, body])
  }
  return records.length
}
