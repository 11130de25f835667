import { chmod, mkdir, readdir, truncate, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'

import { SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { runCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

const CRAWLER = `
  const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
  export default { name: 'shop', start: 'http://127.0.0.1:1/', tries: 1, records: { page: schema }, routes: { page: () => ({}) } }`

const wrongCrawlers: readonly { fault: string; source: string; says: string }[] = [
  {
    fault: 'a default export that is no crawler',
    source: 'export default 7',
    says: 'this is no crawler but number: make one with defineCrawler',
  },
  {
    fault: 'no default export',
    source: 'export const x = 1',
    says: 'has no default export: write `export default defineCrawler',
  },
  {
    fault: 'a start URL that is no URL',
    source: CRAWLER.replace('http://127.0.0.1:1/', '/orders'),
    says: 'start has "/orders": write a whole URL',
  },
  {
    fault: 'a schema that is none',
    source: CRAWLER.replace('page: schema', 'page: {}'),
    says: 'records.page is no schema',
  },
  {
    fault: 'a schema for a route that is not there',
    source: CRAWLER.replace('page: schema', 'pgae: schema'),
    says: 'records.pgae belongs to no route: did you mean "page"?',
  },
  {
    fault: 'a misspelled field',
    source: CRAWLER.replace('records:', 'recrods:'),
    says: 'recrods is no field of a crawler: did you mean "records"?',
  },
  { fault: 'no routes', source: CRAWLER.replace('page: () => ({})', ''), says: 'routes is empty' },
  {
    fault: 'a syntax error',
    source: '\nexport default {',
    says: 'crawler.mjs cannot be read: Unexpected end of input\n  at crawler.mjs:2',
  },
  {
    fault: 'a package that is not installed',
    source: "import { defineCrawler } from 'latchkei'",
    says: 'crawler.mjs imports the package "latchkei", which is not installed here: mend its spelling',
  },
  {
    fault: 'a module that is not there',
    source: "import { helper } from './helpr.js'",
    says: 'crawler.mjs imports helpr.js, which is not there: mend its path',
  },
  {
    fault: 'an error while it is loaded',
    source: "\n\nthrow new Error('boom')",
    says: 'crawler.mjs cannot be read: it threw boom\n  at crawler.mjs:3',
  },
  {
    fault: 'a schedule that is none',
    source: CRAWLER.replace('tries: 1', "schedule: 'every day'"),
    says: 'crawler shop: schedule "every day" is wrong',
  },
  {
    fault: 'a misspelled field of the login',
    source: CRAWLER.replace('tries: 1', "login: { forms: '/login', fields: {} }"),
    says: 'login.forms is no field of a login: did you mean "form"?',
  },
  {
    fault: 'a selector where the login wants a function',
    source: CRAWLER.replace('tries: 1', "login: { form: '/login', fields: {}, signedIn: 'a.out' }"),
    says: 'login.signedIn is "a.out": write a function, as in (response) =>',
  },
]

for (const { fault, source, says } of wrongCrawlers) {
  test(`${fault} is one paragraph with its mend, and exit code 2`, async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.file('crawler.mjs'), source)
    const { code, stderr } = await run(folder, 'crawler.mjs')
    expect(stderr).toContain(says)
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
    expect(stderr).not.toMatch(/:\d+:\d+\)?$/m)
    expect(code).toBe(2)
  })
}

test('a missing file is named, with the one that was meant', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('orders.mjs'), CRAWLER)
  const { code, stderr } = await run(folder, 'ordres.mjs')
  expect(stderr).toContain('there is no file ordres.mjs: did you mean "orders.mjs"?')
  expect(code).toBe(2)
})

test('TypeScript under "type": "commonjs" names the mend', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('package.json'), '{"type":"commonjs"}')
  await writeFile(folder.file('crawler.ts'), CRAWLER)
  const { code, stderr } = await run(folder, 'crawler.ts')
  expect(stderr).toBe(
    'latchkey: crawler.ts is read as CommonJS: set "type": "module" in package.json, or name the file crawler.mts\n',
  )
  expect(code).toBe(2)
})

test('what cannot be a crawler is told from one that is not there', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('package.json'), '{}')
  const page = await run(folder, 'https://shop.example/')
  expect(page.stderr).toContain(
    'https://shop.example/ is no crawler but a page: make one with `latchkey new`',
  )
  const other = await run(folder, 'package.json')
  expect(other.stderr).toContain('package.json is no crawler: name a .ts, .mts, .js or .mjs file')
  const name = await run(folder, 'shop')
  expect(name.stderr).toContain('go to the folder of your project, name a file, or make a crawler')
  await mkdir(folder.file('crawlers'))
  await writeFile(folder.file('crawlers/orders.mjs'), CRAWLER)
  const unknown = await run(folder, 'shop')
  expect(unknown.stderr).toContain(
    'there is no crawler "shop" in ./crawlers or @latchkey/crawlers: there are orders',
  )
  expect([page.code, other.code, name.code, unknown.code]).toEqual([2, 2, 2, 2])
})

test('a file that records cannot be written to is refused before the crawl', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('crawler.mjs'), CRAWLER)
  const { code, stdout, stderr } = await run(folder, 'crawler.mjs', '--out', 'none/out.csv')
  expect(stderr).toBe('latchkey: --out none/out.csv: there is no folder none: make it, or name another\n')
  expect([code, stdout]).toEqual([2, ''])
})

test('an unknown command and an unknown option get a suggestion, and exit code 2', async () => {
  const command = await runCommand(['rnu', 'x'])
  expect(command.stderr).toContain('Did you mean run?')
  const option = await runCommand(['run', 'x', '--limt', '3'])
  expect(option.stderr).toContain('Did you mean --limit?')
  expect([command.code, option.code]).toEqual([2, 2])
})

test('a file where a folder of crawlers is wanted is refused', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('crawler.mjs'), CRAWLER)
  const { code, stderr } = await runCommand(['schedule', 'crawler.mjs'], { cwd: folder.path })
  expect([code, stderr]).toEqual([2, expect.stringContaining('there is no folder crawler.mjs: name the one')])
})

test('two crawlers of one name in a folder are refused', async () => {
  await using folder = await temporaryFolder()
  await mkdir(folder.file('crawlers'))
  await writeFile(folder.file('crawlers/one.mjs'), CRAWLER)
  await writeFile(folder.file('crawlers/two.mjs'), CRAWLER)
  const { code, stderr } = await runCommand(['schedule', '--list'], { cwd: folder.path })
  expect(stderr).toMatch(/one\.mjs and .*two\.mjs are both named "shop"/)
  expect(code).toBe(2)
})

const wrongStores: readonly { fault: string; make: (file: string) => Promise<void>; says: RegExp }[] = [
  {
    fault: 'a store of a later version',
    async make(file) {
      await new SqliteStore(file).close()
      const database = new DatabaseSync(file)
      database.exec('PRAGMA user_version = 99')
      database.close()
    },
    says: /version/,
  },
  {
    fault: 'a damaged store',
    async make(file) {
      await new SqliteStore(file).close()
      await truncate(file, 5_000)
    },
    says: /damaged/,
  },
  {
    fault: 'a file that is no store',
    make: (file) => writeFile(file, 'a letter to ada'.repeat(100)),
    says: /no(t a)? (latchkey |Latchkey )?(store|SQLite)/i,
  },
]

for (const { fault, make, says } of wrongStores) {
  test(`${fault} is one paragraph with its remedy, and exit code 1`, async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.file('crawler.mjs'), CRAWLER)
    await make(folder.file('latchkey.db'))
    const { code, stderr } = await run(folder, 'crawler.mjs')
    expect(stderr).toMatch(says)
    expect(stderr).toContain('latchkey.db')
    expect(stderr).not.toMatch(/:\d+:\d+\)?$/m)
    expect(code).toBe(1)
  })
}

test('a run of a process that cannot be seen from here is taken over by who says so', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('crawler.mjs'), CRAWLER.replace('127.0.0.1:1/', 'shop.invalid/'))
  const store = new SqliteStore(folder.file('latchkey.db'))
  await store.open('shop')
  const database = new DatabaseSync(folder.file('latchkey.db'))
  database.exec(`UPDATE owner SET identity = json_set(identity, '$.host', 'elsewhere')`)
  database.close()
  const refused = await run(folder, 'crawler.mjs')
  expect(refused.stderr).toContain('on elsewhere')
  expect(refused.stderr).toContain('once you know that it is gone, run with --take-over')
  expect(refused.code).toBe(5)
  const taken = await run(folder, 'crawler.mjs', '--take-over')
  expect(taken.stdout).toMatch(/^shop {2}run 1 finished, with failures/)
  expect(taken.code).toBe(3)
  await store.close()
})

test('who only asks makes no store', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('crawler.mjs'), CRAWLER)
  for (const words of [
    ['why', 'crawler.mjs', '/'],
    ['export', 'crawler.mjs'],
    ['pause', 'shop'],
    ['status'],
  ]) {
    const { stdout, stderr } = await runCommand(words, { cwd: folder.path })
    expect(stdout + stderr).toContain('there is no store latchkey.db: nothing has been crawled into it')
  }
  expect(await readdir(folder.path)).toEqual(['crawler.mjs'])
})

test('a store that cannot be written is named', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.file('crawler.mjs'), CRAWLER)
  await mkdir(folder.file('locked'))
  await chmod(folder.file('locked'), 0o555)
  // Permissions forbid root nothing, but in /sys nobody makes a file.
  const locked = process.getuid?.() === 0 ? '/sys' : 'locked'
  const { code, stderr } = await run(folder, 'crawler.mjs', '--store', `${locked}/latchkey.db`)
  expect(stderr).toContain(`${locked}/latchkey.db`)
  expect(stderr).not.toMatch(/:\d+:\d+\)?$/m)
  expect(code).toBe(1)
})

function run(folder: TemporaryFolder, file: string, ...more: string[]): ReturnType<typeof runCommand> {
  return runCommand(['run', file, ...more], { cwd: folder.path })
}
