import { execFile } from 'node:child_process'
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { startSite } from './site/index.ts'
import { brokenLinks } from './support/docs.ts'
import { temporaryFolder } from './support/folder.ts'

const root = resolve(import.meta.dirname, '..')
const run = promisify(execFile)

const CRAWLER = `
import { defineCrawler } from 'latchkey'

const title = { '~standard': { version: 1, vendor: 'me', validate: (value: unknown) => ({ value: value as { title: string } }) } } as const

export default defineCrawler({
  name: 'mine',
  start: process.env.SHOP_URL + '/products',
  records: { product: title },
  routes: {
    list: ({ follow }) => follow('a.product-link', 'product'),
    product: ({ $ }) => ({ title: $('.product-title').text() }),
  },
})`

test(
  'the packed package, installed in an empty folder, runs a crawler in TypeScript, and makes one that the compiler checks',
  { timeout: 300_000 },
  async () => {
    await using site = await startSite({ products: 20 })
    await using folder = await temporaryFolder()
    const pnpm = (...words: string[]) =>
      run('npx', ['--yes', 'pnpm@12.21.0', ...words], { cwd: join(root, 'packages/core') })
    await pnpm('pack', '--pack-destination', folder.path)
    const tarball = (await readdir(folder.path)).find((file) => file.endsWith('.tgz')) ?? ''

    await writeFile(folder.file('package.json'), '{"type":"module"}')
    await run('npm', ['install', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder.path })
    await writeFile(folder.file('mine.ts'), CRAWLER)
    const env = { ...process.env, SHOP_URL: site.url, NO_COLOR: '1', LATCHKEY_KEY: '0'.repeat(64) }
    const latchkey = (...words: string[]) =>
      run(process.execPath, ['node_modules/.bin/latchkey', ...words], { cwd: folder.path, env })
    const { stdout } = await latchkey('run', 'mine.ts')
    expect(stdout).toContain('discovered 21 = done 21')

    // What `npm install zod @types/node` would have put there.
    for (const name of ['zod', '@types'])
      await symlink(join(root, 'node_modules', name), folder.file(`node_modules/${name}`))
    await latchkey('new', 'books')
    await latchkey('new', 'films')
    const compile = () =>
      run(join(root, 'node_modules/.bin/tsc'), ['--pretty', 'false'], { cwd: folder.path })
    await compile()
    const books = await readFile(folder.file('crawlers/books.ts'), 'utf8')
    await writeFile(folder.file('crawlers/typo.ts'), books.replace("'h3 a', 'book'", "'h3 a', 'boook'"))
    await expect(compile()).rejects.toMatchObject({
      stdout: expect.stringContaining('crawlers/typo.ts(10,22): error'),
    })

    const files = await readdir(folder.file('node_modules/latchkey'))
    expect(files.toSorted()).toEqual([
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'package.json',
    ])
    expect(brokenLinks(folder.file('node_modules/latchkey'))).toEqual([])
    const headers = await readFile(folder.file('node_modules/latchkey/dist/http/headers.d.ts'), 'utf8')
    expect(headers, 'what is internal is not among the types').not.toContain('@internal')
    const lint = await run(join(root, 'node_modules/.bin/publint'), ['run', tarball, '--strict'], {
      cwd: folder.path,
    })
    expect(lint.stdout).toContain('All good!')
  },
)
