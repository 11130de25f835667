import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'

import { Archive } from 'latchkey'
import { expect, test } from 'vitest'

import { useArchive } from '../../packages/core/src/cli/archive-file.ts'
import { startSite, type Site } from '../site/index.ts'
import { runCommand, type CommandOptions } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

const SHOP = resolve(import.meta.dirname, '../../examples/crawlers/shop.ts')

/** The shop after somebody has worked on a route. */
const EDITED = `
import shop from ${JSON.stringify(SHOP)}
const product = (page) => {
  if (page.url.pathname === '/products/9')
    throw new Error('no price')
  return { ...shop.routes.product(page), ...(page.url.pathname === '/products/8' && { price: '5' }) }
}
export default { ...shop, routes: { ...shop.routes, product } }
`

test('the commands of the docs record a run and use it when the site has gone', async () => {
  await using site = await startSite({ products: 25, orders: 8 })
  await using folder = await temporaryFolder()
  const options = await shopIn(folder, site)
  const [record = '', ...offline] = commandsOfDocs()
  expect(record).toContain('--archive')
  expect(await latchkey(record, options)).toMatchObject({ code: 0 })
  const before = await latchkey('export shop', options)
  await site.close()
  expect(offline.length).toBeGreaterThan(0)
  for (const command of offline)
    expect([command, await latchkey(command, options)]).toMatchObject([command, { code: 0 }])

  expect(await latchkey('export shop', options)).toEqual(before)
  const replayed = await latchkey('export shop --store latchkey.replay.db', options)
  expect(sortedLines(replayed.stdout)).toEqual(sortedLines(before.stdout))

  await writeFile(folder.file('shop.ts'), EDITED)
  const { code, stdout } = await latchkey('reextract shop', options)
  expect(code).toBe(3)
  expect(stdout).toContain('order  8 the same, 0 changed, 0 new, 0 gone\n')
  expect(stdout).toContain('product  23 the same, 1 changed, 0 new, 1 gone\n')
  expect(stdout).toMatch(/^ {2}price {5}1 changed, such as 8 at http:\S+8: [\d.]+ → 5$/m)
  expect(stdout).toMatch(
    /^fails now {3}1 RouteError: route product threw: no price\n +at shop.ts:5\n +on http.*\/9$/m,
  )
})

test('a replay without an archive, and flags that exclude each other, are refused with the mend', () => {
  const use = (flags: object) => () => useArchive({ store: '/nowhere/latchkey.db', ...flags })
  expect(use({ replay: true })).toThrow(
    'there is no /nowhere/latchkey.archive: record a run with `latchkey run <crawler> --archive`',
  )
  expect(use({ archive: true, replay: true })).toThrow('--archive and --replay exclude each other')
  expect(use({ archiveLimit: '100' })).toThrow('give --archive too')
})

test('reextract asks a store that is there, and makes none', async () => {
  await using folder = await temporaryFolder()
  await new Archive(folder.file('latchkey.archive')).close()
  await writeFile(folder.file('shop.ts'), `export { default } from ${JSON.stringify(SHOP)}\n`)
  const options = { cwd: folder.path, env: { SHOP_URL: 'http://127.0.0.1:1', SHOP_PASSWORD: 'lovelace' } }
  const { code, stderr } = await latchkey('reextract shop', options)
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('there is no store latchkey.db: nothing has been crawled into it'),
  })
  expect(existsSync(folder.file('latchkey.db'))).toBe(false)
})

/** A folder in which `shop` is a crawler of the site. */
async function shopIn(folder: TemporaryFolder, site: Site): Promise<CommandOptions> {
  await writeFile(folder.file('shop.ts'), `export { default } from ${JSON.stringify(SHOP)}\n`)
  return { cwd: folder.path, env: { SHOP_URL: site.url, SHOP_PASSWORD: 'lovelace' } }
}

/** The commands of their section on archives, without `npx latchkey` and comments. */
function commandsOfDocs(): string[] {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/offline.md'), 'utf8')
  const [, block = ''] = /## Record once, replay offline\n+```sh\n(.*?)```/s.exec(page) ?? []
  return [...block.matchAll(/^npx latchkey ([^#\n]+?) *(?:#.*)?$/gm)].map((match) => match[1] ?? '')
}

async function latchkey(command: string, options: CommandOptions): ReturnType<typeof runCommand> {
  const words = command.split(' ').map((word) => (word === 'shop' ? 'shop.ts' : word))
  return runCommand(words, options)
}

function sortedLines(text: string): string[] {
  return text.trim().split('\n').toSorted()
}
