import { mkdir, writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'
import { serve, type TestServer } from '../support/serve.ts'

test('a run says of which kinds no record came, and how to look', async () => {
  await using site = await shop()
  await using folder = await temporaryFolder()
  await writeCrawler(site, folder, 'i')
  const first = await runCommand(['run', 'lamps'], { cwd: folder.path })
  expect(first.stdout).toContain('lamp, all 3\n')
  // No page has ever brought one.
  expect(first.stdout).toMatch(
    /^records {4}none of login\n {11}a selector may find nothing: npx latchkey fetch lamps <url> shows/m,
  )
  await writeCrawler(site, folder, 'em')
  const second = await runCommand(['run', 'lamps'], { cwd: folder.path })
  // What the run before had is told as drift; of what never came it cannot be.
  expect(second.stdout).toContain('held back  no records of lamp, and the run before had 3\n')
  expect(second.stdout).toContain('records    none of login\n           a selector')
  expect(second.stdout).not.toContain('none of lamp')
  const third = await runCommand(['run', 'lamps', '--json'], { cwd: folder.path })
  expect(reportOf(third.stdout)).toMatchObject({ run: 3, records: { lamp: 0, login: 0 } })
})

test('a crawler that holds nothing back is told how many records an earlier run had of a kind', async () => {
  await using site = await shop()
  await using folder = await temporaryFolder()
  await writeCrawler(site, folder, 'i')
  await runCommand(['run', 'lamps'], { cwd: folder.path })
  await writeCrawler(site, folder, 'em', 'drift: false,')
  for (const time of ['second', 'third']) {
    const { code, stdout } = await runCommand(['run', 'lamps'], { cwd: folder.path })
    expect(code, time).toBe(0)
    expect(stdout, time).toContain(
      'records    none of lamp, and run 1 had 3\nrecords    none of login\n           a selector',
    )
  }
})

test('a run that read no page of a kind, for its sitemap says that none has changed, does not miss its records', async () => {
  await using site = await serve(({ url, headers: { host } }, response) =>
    response.end(
      url === '/lamp'
        ? '<i>one</i>'
        : `<urlset><url><loc>http://${host}/lamp</loc><lastmod>2020-01-01</lastmod></url></urlset>`,
    ),
  )
  await using folder = await temporaryFolder()
  const start = `{ sitemap: '${site.url}/sitemap.xml', since: 'last run' }`
  await writeCrawler(site, folder, 'i', `start: ${start}, paths: { lamp: '/lamp' }, robots: false,`)
  const { stdout: all } = await runCommand(['run', 'lamps'], { cwd: folder.path })
  const { stdout: nothing } = await runCommand(['run', 'lamps'], { cwd: folder.path })
  expect(all).toContain('lamp, all 1\n')
  expect(all).toContain('records    none of login\n')
  expect(nothing).toContain('skipped    not modified 1\n')
  expect(nothing).not.toContain('none of')
})

test('the command that a run prints for its records works as it is printed, though not every kind came', async () => {
  await using site = await shop()
  await using folder = await temporaryFolder()
  await writeCrawler(site, folder, 'i')
  const { stdout } = await runCommand(['run', 'lamps'], { cwd: folder.path })
  const printed = /: npx latchkey (export .+)$/m.exec(stdout)?.[1]?.split(' ') ?? []
  expect(await runCommand(printed, { cwd: folder.path })).toMatchObject({
    code: 0,
    stderr: 'lamps-lamp.jsonl: 3 records\nlamps-login.jsonl: 0 records\n',
  })
})

test('a crawler without records is told of no command that would write none', async () => {
  await using site = await shop()
  await using folder = await temporaryFolder()
  const source = `export default { name: 'none', start: '${site.url}/', routes: { page: () => {} } }`
  await writeFile(folder.file('none.mjs'), source)
  const { stdout } = await runCommand(['run', 'none.mjs'], { cwd: folder.path })
  expect(stdout).toMatch(/^data {7}latchkey\.db \([\d.]+ kB\)$/m)
})

test('latchkey schedule says how many records each run brought, of each kind where there are several', async () => {
  await using site = await shop()
  await using folder = await temporaryFolder()
  await writeCrawler(site, folder, 'i')
  const { child, result, until } = startCommand(['schedule'], { cwd: folder.path })
  let said = ''
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()))
  await until(() => said.includes('lamps: exit'))
  child.kill('SIGTERM')
  await result
  expect(said).toMatch(/ {2}lamps: exit 0 after \d+ s, 3 records \(lamp 3, login 0\)\n/)
})

/** A page with three lamps. */
function shop(): Promise<TestServer> {
  return serve(({ url }, response) =>
    response.writeHead(url === '/robots.txt' ? 404 : 200).end('<i>one</i> <i>two</i> <i>three</i>'),
  )
}

/** A crawler of two kinds of records: `lamp`, by a selector, and `login`, which nothing leads to. */
async function writeCrawler(
  site: TestServer,
  folder: TemporaryFolder,
  selector: string,
  more = '',
): Promise<void> {
  const zod = JSON.stringify(import.meta.resolve('zod'))
  await mkdir(folder.file('crawlers'), { recursive: true })
  await writeFile(
    folder.file('crawlers/lamps.mjs'),
    `import { z } from ${zod}
    const record = z.object({ name: z.string() })
    export default { name: 'lamps', start: '${site.url}/', schedule: '* * * * * *', ${more} records: { lamp: record, login: record },
      routes: { lamp: ({ $ }) => $('${selector}').toArray().map((lamp) => ({ name: $(lamp).text() })), login: () => [] } }`,
  )
}
