import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { MAIN, runCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

test('a reader that goes away ends an export without a stack trace', async () => {
  await using site = await startSite({ products: 200 })
  await using folder = await folderWith(site, `({ $, url }) => ({ url: url.href, pad: 'x'.repeat(5_000) })`)
  expect(await runCommand(['run', 'shop', '--json'], { cwd: folder.path })).toMatchObject({ code: 0 })
  const child = spawn(process.execPath, [MAIN, 'export', 'shop'], { cwd: folder.path })
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  child.stdout.once('data', () => child.stdout.destroy())
  const [code] = (await once(child, 'close')) as [number]
  expect({ code, stderr }).toEqual({ code: 5, stderr: '' })
})

test('a promise that a route leaves behind and that is rejected is one paragraph, and exit code 1', async () => {
  await using site = await startSite({ products: 20 })
  await using folder = await folderWith(site, `() => void Promise.reject(new Error('left behind'))`)
  expect(await runCommand(['run', 'shop'], { cwd: folder.path })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /(?:^|\n)latchkey: a promise was rejected that nothing awaits: left behind\n {2}at crawlers\/shop\.\w+:\d+\n\(--debug shows the stack\)\n$/,
    ) as string,
  })
})

test('a crawler that ends the process has not run well, whatever it says', async () => {
  await using site = await startSite({ products: 20 })
  await using folder = await folderWith(site, `() => process.exit(0)`)
  expect(await runCommand(['run', 'shop'], { cwd: folder.path })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the crawler called process.exit: let it throw instead'),
  })
})

test('what is to be typed next is quoted where a shell needs it', async () => {
  await using site = await startSite({ products: 20 })
  await using folder = await folderWith(site, `() => ({ id: 1 })`)
  const words = ['run', './crawlers/shop.mts', '--store', "my ada's store.db", '--limit', '2']
  const { stdout } = await runCommand(words, { cwd: folder.path })
  expect(stdout).toContain(`npx latchkey run ./crawlers/shop.mts --store 'my ada'\\''s store.db'`)
})

test('an export of what is not there is wrong usage, and no empty file', async () => {
  await using site = await startSite({ products: 20 })
  await using folder = await folderWith(site, `() => ({ id: 1 })`)
  await runCommand(['run', 'shop', '--limit', '2'], { cwd: folder.path })
  const wrong = [
    [['--kind', 'produkt'], '--kind produkt: shop has no such records: did you mean "product"?'],
    [['--run', '7'], '--run 7: shop has no such run in latchkey.db, but 1'],
  ] as const
  for (const [options, message] of wrong) {
    const result = await runCommand(['export', 'shop', ...options], { cwd: folder.path })
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
  }
})

test('a crawler is named by its module too', async () => {
  await using folder = await temporaryFolder()
  const books = await runCommand(['export', '@latchkey/crawlers/books'], { cwd: folder.path })
  expect(books).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no store latchkey.db: nothing has been crawled into it'),
  })
  expect(await runCommand(['export', '@latchkey/crawlers/bookz'], { cwd: folder.path })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no crawler "@latchkey/crawlers/bookz"'),
  })
})

/** A folder with a crawler of the shop whose product pages are read by a route, given as its source. */
async function folderWith(site: Site, route: string): Promise<TemporaryFolder> {
  const folder = await temporaryFolder()
  await mkdir(folder.file('crawlers'))
  await symlink(resolve(import.meta.dirname, '../../node_modules'), folder.file('node_modules'))
  await writeFile(
    folder.file('crawlers/shop.mts'),
    `import { defineCrawler } from 'latchkey'
import { z } from 'zod'
export default defineCrawler({
  name: 'shop',
  start: '${site.url}/products',
  records: { product: z.any() },
  routes: {
    list({ follow }) {
      follow('a[href*="page="]', 'list')
      follow('a[href^="/products/"]', 'product')
    },
    product: ${route},
  },
})`,
  )
  return folder
}
