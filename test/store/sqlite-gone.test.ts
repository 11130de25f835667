import { rm } from 'node:fs/promises'

import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

test('a run whose file was deleted meanwhile does not end well', async () => {
  await using folder = await temporaryFolder()
  const file = folder.file('crawl.db')
  await using server = await serve(async (_, response) => {
    await rm(file, { force: true })
    response.end()
  })
  const crawler = defineCrawler({ name: 'gone', start: `${server.url}/`, routes: { page() {} } })
  await using store = new SqliteStore(file)
  await expect(crawl(crawler, { store })).rejects.toMatchObject({
    code: 'GONE',
    message: expect.stringContaining('the file of the store was deleted or replaced while it was in use'),
  })
})
