import { execFile, spawnSync } from 'node:child_process'
import { readFile, symlink, mkdir, writeFile, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

import { extract, loadPage, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { MAIN, reportOf, runCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

const SHOP = resolve(import.meta.dirname, '../../examples/crawlers/shop.ts')

test('run shows the first records, the books, and where the data lies', async () => {
  await using site = await startSite({ products: 30, orders: 12 })
  await using folder = await temporaryFolder()
  const { code, stdout, stderr } = await runCommand(['run', SHOP], shopAt(site, folder))
  expect(stderr).toBe(lines(stderr))
  expect(stdout).toMatch(/^shop {2}run 1 finished/)
  expect(stdout).toContain('product, the first 5 of 30')
  expect(stdout).toContain('order, the first 5 of 12')
  expect(stdout).toContain('discovered 46 = done 46 + failed 0 + skipped 0 + waiting 0')
  expect(stdout).not.toMatch(/^replaced/m)
  expect(stdout).toMatch(/data +latchkey\.db \(.+ [kM]B\): npx latchkey export .+ --out shop-\{kind\}\.jsonl/)
  expect(code).toBe(0)
})

test('run --out writes each kind to its file, and leaves nothing half written', async () => {
  await using site = await startSite({ products: 20, orders: 5 })
  await using folder = await temporaryFolder()
  const { code, stderr } = await runCommand(['run', SHOP, '--out', 'out-{kind}.csv'], shopAt(site, folder))
  expect(code).toBe(0)
  expect(stderr).toContain('out-product.csv: 20 records\nout-order.csv: 5 records\n')
  const orders = (await readFile(folder.file('out-order.csv'), 'utf8')).split('\r\n')
  expect(orders[0]).toBe('id,date,status,total,articles')
  expect(orders).toHaveLength(7)
  const order = site.orders('ada').find(({ id }) => orders[1]?.startsWith(id))
  expect(orders[1]).toBe(
    `${order?.id},${order?.date},${order?.status},${order?.total},${order?.lines.length}`,
  )
  expect((await readdir(folder.path)).filter((file) => file.endsWith('.part'))).toEqual([])

  const lines = await runCommand(['export', SHOP, '--kind', 'product'], shopAt(site, folder))
  expect(
    lines.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toHaveLength(20)
  const one = await runCommand(['run', SHOP, '--out', 'out.csv'], shopAt(site, folder))
  expect(one).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Write --out 'out-{kind}.csv' for a file each"),
  })
})

test('run --limit stops after so many pages, and the next run goes on after them', async () => {
  await using site = await startSite({ products: 30, orders: 0 })
  await using folder = await temporaryFolder()
  const first = await runCommand(['run', SHOP, '--limit', '10', '--json'], shopAt(site, folder))
  expect(reportOf(first.stdout)).toMatchObject({ done: 10, reason: 'limit', exitCode: 0 })
  const second = await runCommand(['run', SHOP, '--json'], shopAt(site, folder))
  expect(reportOf(second.stdout)).toMatchObject({ done: 33, waiting: 0, resumed: true, run: 1 })
  const third = await runCommand(['run', SHOP, '--json'], shopAt(site, folder))
  expect(reportOf(third.stdout)).toMatchObject({ done: 33, resumed: false, run: 2 })
})

test('fetch shows the records, links and timings of one page, signed in, and saves it for a test', async () => {
  await using site = await startSite({ orders: 12 })
  await using folder = await temporaryFolder()
  await writeFile(folder.file('shop.ts'), `export { default } from ${JSON.stringify(SHOP)}`)
  const order = site.orders('ada')[0]
  const words = ['fetch', 'shop.ts', `/account/orders/${order?.id}`, '--route', 'order', '--save']
  const { code, stdout, stderr } = await runCommand(words, shopAt(site, folder))
  expect(code).toBe(0)
  expect(stdout).toContain(`200 OK ${site.url}/account/orders/${order?.id}`)
  expect(stdout).toMatch(/route order {3}[\d.]+ k?B {3}.*first byte \d+, .*total \d+ ms/)
  expect(stdout).toContain(`"total": ${order?.total}`)
  expect(stderr).toContain('saved as')
  expect(await readFile(folder.file(`shop/order-account-orders-${order?.id}.html`), 'utf8')).toContain(
    order?.id,
  )
  const listing = await runCommand(['fetch', 'shop.ts', '/products', '--json'], shopAt(site, folder))
  const { links } = JSON.parse(listing.stdout) as { links: object[] }
  expect(links).toContainEqual({ url: `${site.url}/products?page=2`, route: 'products' })
})

for (const [content, extension] of [
  ['{"type":"module"}', 'ts'],
  // As `npm init -y` writes it.
  ['{"type":"commonjs"}', 'mts'],
  // As `npm install` writes it in an empty folder.
  ['{"dependencies":{}}', 'mts'],
] as const) {
  test(`new makes a crawler, a page and a test that pass as they are beside a package.json ${content}`, async () => {
    await using folder = await temporaryFolder()
    // What `npm install latchkey zod` would have put there.
    await mkdir(folder.file('node_modules'))
    const modules = resolve(import.meta.dirname, '../../node_modules')
    for (const name of ['latchkey', 'zod'])
      await symlink(resolve(modules, name), folder.file(`node_modules/${name}`))
    await writeFile(folder.file('package.json'), content)
    const made = await runCommand(['new', 'lamps'], { cwd: folder.path })
    expect(made.stdout).toContain(`node --test crawlers/lamps.test.${extension}\n`)
    const run = promisify(execFile)
    const { stdout, stderr } = await run(process.execPath, ['--test', `crawlers/lamps.test.${extension}`], {
      cwd: folder.path,
      env: withoutVitest(),
    })
    expect(stdout).toMatch(/pass 1\n/)
    expect(stderr).toBe('')
    const again = await runCommand(['new', 'lamps'], { cwd: folder.path })
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is already there') })
    const listed = await runCommand(['schedule', '--list'], { cwd: folder.path })
    expect(listed.stdout).toContain('without a schedule: lamps')

    const file = folder.file(`crawlers/lamps.${extension}`)
    const { default: crawler } = (await import(file)) as { default: Crawler }
    const saved = resolve(import.meta.dirname, '../../packages/crawlers/src/books/pages')
    const { links } = await extract(crawler, 'list', await loadPage(resolve(saved, 'home.html')))
    expect(links[0]).toMatchObject({ route: 'book' })
    expect(links.at(-1)).toMatchObject({
      url: 'https://books.toscrape.com/catalogue/page-2.html',
      route: 'list',
    })
    const { records } = await extract(crawler, 'book', await loadPage(resolve(saved, 'book.html')))
    expect(records).toEqual([{ title: 'The Salt Road: A Walk Across the Sahara', price: 45.17 }])
  })
}

test('an old Node is told which one is needed', async () => {
  const pretend =
    'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.1.0" } })'
  const node = spawnSync(process.execPath, ['--import', pretend, MAIN, 'run', SHOP], { encoding: 'utf8' })
  expect(node.stderr).toMatch(/^latchkey: this is Node 20\.1\.0, and Latchkey needs 24: get it from .+\n$/)
  expect(node.status).toBe(2)
})

test('every command has help, and the help has the exit codes', async () => {
  const { stdout } = await runCommand(['--help'])
  for (const command of ['run', 'fetch', 'export', 'status', 'why', 'new', 'schedule']) {
    expect(stdout).toContain(`  ${command} `)
    const help = await runCommand([command, '--help'])
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining(`Usage: latchkey ${command}`) })
  }
  expect(stdout).toContain('3  more pages failed than the crawler allows')
})

test('a table shows nothing of a page that would command the terminal', async () => {
  const { table } = await import('../../packages/core/src/cli/show/table.ts')
  expect(table([{ title: '\u001B[2Jlamp\u0007\n new' }]).at(-1)).toBe('lamp new')
})

function shopAt(
  site: { url: string },
  folder: TemporaryFolder,
): { cwd: string; env: { [name: string]: string } } {
  return { cwd: folder.path, env: { SHOP_URL: site.url, SHOP_PASSWORD: 'lovelace' } }
}

/** Where standard error is no terminal, progress is plain lines: nothing in it moves a cursor. */
function lines(stderr: string): string {
  return stderr.replaceAll('\u001B', '')
}

/** The runner of a test in a test must not report to the outer one. */
function withoutVitest(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_TEST_CONTEXT: _context, ...rest } = process.env
  return rest
}
