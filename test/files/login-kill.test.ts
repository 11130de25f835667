import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { filesIn } from './folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/member-files-crawler.ts')
const MEMBERS = 60
const KILLS = 4

test('a crawl behind a login that is killed with -9 while its sessions die has no record without its good file', async () => {
  await using site = await startSite({
    members: MEMBERS,
    latency: 2,
    session: { requests: 40, expired: 'words' },
  })
  await using folder = await temporaryFolder()
  const words = ['run', CRAWLER, '--store', folder.file('crawl.db'), '--json']
  const env = { SITE_URL: site.url }
  const checked = async () => {
    await using store = new SqliteStore(folder.file('crawl.db'))
    const files = await filesIn(folder.file('crawl.files/members'))
    const values: string[] = []
    for await (const record of store.records()) {
      const { value, file } = record.value as { value: string; file: string }
      expect(String(files.get(file)), file).toContain(value)
      values.push(value)
    }
    return values.toSorted()
  }
  for (let kill = 0; kill < KILLS; kill++) {
    const before = site.requests
    const { child, result, until } = startCommand(words, { env })
    await until(() => site.requests >= before + 10)
    await sleep(Math.random() * 30)
    child.kill('SIGKILL')
    await result
    await checked()
  }
  const { code, stdout } = await runCommand(words, { env })
  expect([code, reportOf(stdout).records]).toEqual([0, { member: MEMBERS }])
  const members = site.members().map(({ value }) => value)
  expect(await checked()).toEqual(members.toSorted())
  expect((await filesIn(folder.file('crawl.files/members'))).size).toBe(MEMBERS)
})
