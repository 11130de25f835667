import { readdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

import { expect, test } from 'vitest'

import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startDocuments } from './documents.ts'
import { filesIn } from './folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/document-crawler.ts')

test('run keeps files beside the store or where it is told, and says how many and how large', async () => {
  await using site = await startDocuments(4)
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { DOCUMENT_SITE: site.url } }
  const beside = await runCommand(['run', CRAWLER], place)
  expect(beside.stdout).toMatch(/\nfiles {6}8 \(8 kB\) in latchkey\.files\/documents\n/)
  const elsewhere = await runCommand(['run', CRAWLER, '--fresh', '--files', 'my files'], place)
  expect(elsewhere.stdout).toContain('files      8 (8 kB) in my files/documents')
  const [one, other] = ['latchkey.files', 'my files'].map((name) => filesIn(folder.file(name)))
  expect((await one)?.size).toBe(8)
  expect(await one).toEqual(await other)
})

test('a replay keeps the files beside its own store, as the run did', async () => {
  await using site = await startDocuments(4)
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { DOCUMENT_SITE: site.url } }
  expect((await runCommand(['run', CRAWLER, '--archive'], place)).code).toBe(0)
  const kept = await filesIn(folder.file('latchkey.files'))
  const replayed = await runCommand(['run', CRAWLER, '--replay', '--json'], place)
  expect(reportOf(replayed.stdout)).toMatchObject({
    failed: 0,
    files: { kept: 8, bytes: 8_000 },
  })
  expect(kept.size).toBe(8)
  expect(await filesIn(folder.file('latchkey.replay.files'))).toEqual(kept)
  expect((await runCommand(['reextract', CRAWLER], place)).code).toBe(0)
})

test('fetch shows what a run would keep, and keeps nothing', async () => {
  await using site = await startDocuments(2)
  await using folder = await temporaryFolder()
  const place = { cwd: folder.path, env: { DOCUMENT_SITE: site.url } }
  const text = await runCommand(['fetch', CRAWLER, '/documents/2'], place)
  expect(text.stdout).toMatch(
    /2 files, not kept by this command\nfile +size +type\nnamed\/2\.pdf +1 kB +application\/pdf\n[\da-f]{16}\.pdf +1 kB +application\/pdf\n/,
  )
  const json = await runCommand(['fetch', CRAWLER, '/documents/2', '--json'], place)
  expect(JSON.parse(json.stdout)).toMatchObject({
    files: [
      { name: 'named/2.pdf', bytes: 1_000 },
      { name: expect.stringMatching(/^[\da-f]{16}\.pdf$/), bytes: 1_000 },
    ],
  })
  expect(await readdir(folder.path)).not.toContain('latchkey.files')
})

test('a schedule has its runs keep files where it is told', async () => {
  await using site = await startDocuments(2)
  await using folder = await temporaryFolder()
  const scheduled = `import documents from ${JSON.stringify(CRAWLER)}\nexport default { ...documents, schedule: '* * * * * *' }\n`
  await writeFile(folder.file('documents.mts'), scheduled)
  const words = ['schedule', folder.path, '--store', folder.file('crawl.db'), '--files', folder.file('kept')]
  const { child, result } = startCommand(words, { cwd: folder.path, env: { DOCUMENT_SITE: site.url } })
  await expect
    .poll(async () => (await filesIn(folder.file('kept/documents'))).size, { timeout: 20_000 })
    .toBe(4)
  child.kill('SIGTERM')
  await result
})
