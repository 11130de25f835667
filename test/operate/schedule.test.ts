import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, DefinitionError, defineCrawler, schedule, SqliteStore, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'

import { runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

const crawler = defineCrawler({
  name: 'often',
  start: 'http://127.0.0.1:1/',
  schedule: '* * * * * *',
  routes: { page: () => {} },
})

test('a crawler runs when it is due, and never twice at once', async () => {
  let atWork = 0
  let most = 0
  let runs = 0
  const stop = new AbortController()
  const done = schedule([crawler], {
    signal: stop.signal,
    async run() {
      runs++
      most = Math.max(most, ++atWork)
      await sleep(1_500)
      atWork--
      if (runs === 2) stop.abort()
    },
  })
  await done
  expect({ runs, most, atWork }).toEqual({ runs: 2, most: 1, atWork: 0 })
})

test('a run that fails is told, and the schedule goes on', async () => {
  const stop = new AbortController()
  const errors: string[] = []
  await schedule([crawler], {
    signal: stop.signal,
    run: () => Promise.reject(new Error('no network')),
    onError(_crawler, error) {
      errors.push(String(error))
      if (errors.length === 2) stop.abort()
    },
  })
  expect(errors).toEqual(['Error: no network', 'Error: no network'])
})

test('the signal asks runs at work to end, and the next call goes on with them', async () => {
  await using server = await serve(async ({ url }, response) => {
    const page = Number(url.slice(1))
    await sleep(20)
    response.setHeader('content-type', 'text/html').end(page < 60 ? `<a href="/${page + 1}">next</a>` : '')
  })
  await using store = new SqliteStore(':memory:')
  const pages = { ...crawler, start: `${server.url}/0`, robots: false }
  const routes = {
    page: ({ follow }: { follow: (links: string, route: string) => void }) => follow('a', 'page'),
  }
  const stop = new AbortController()
  const done = schedule([{ ...pages, routes }], { store, signal: stop.signal })
  await expect.poll(() => server.requests.length).toBeGreaterThan(5)
  stop.abort()
  await done
  const [stopped] = await store.runs()
  expect(stopped?.counts.waiting).toBe(1)
  expect(await crawl({ ...pages, routes }, { store })).toMatchObject({ resumed: true, done: 61 })
})

test('a schedule may begin with a range, which is no date', async () => {
  const done = schedule([{ ...crawler, schedule: '0-30/10 6-8 * * *' }], { signal: AbortSignal.abort() })
  await expect(done).resolves.toBeUndefined()
})

test('a wrong cron expression and a wrong time zone name the crawler and the mend', async () => {
  await expect(schedule([{ ...crawler, schedule: 'at six' }])).rejects.toThrow(
    /crawler often: schedule "at six" is wrong: .+Write a cron/,
  )
  await expect(schedule([{ ...crawler, timeZone: 'Mars/Olympus' }])).rejects.toThrow(DefinitionError)
  const runs: string[] = []
  const run = async ({ name }: Crawler) => void runs.push(name)
  const both = [crawler, { ...crawler, schedule: 'at six' }]
  await expect(schedule(both, { run })).rejects.toThrow('schedule "at six" is wrong')
  await sleep(1_200)
  expect(runs).toEqual([])
  await expect(schedule([])).rejects.toThrow('no crawler has a schedule')
})

test('latchkey schedule runs each crawler of a folder in a process of its own', async () => {
  await using folder = await temporaryFolder()
  await mkdir(folder.file('crawlers'))
  const source = (name: string, more: string) => `import { appendFileSync } from 'node:fs'
    appendFileSync('pids', process.pid + '\\n')
    export default { name: '${name}', start: 'http://127.0.0.1:1/', tries: 1, robots: false, routes: { page: () => {} }${more} }`
  await writeFile(
    folder.file('crawlers/often.mjs'),
    source('often', ", schedule: '* * * * * *', timeZone: 'Europe/Berlin'"),
  )
  await writeFile(folder.file('crawlers/never.mjs'), source('never', ''))

  const listed = await runCommand(['schedule', '--list'], { cwd: folder.path })
  expect(listed.stdout).toMatch(/often +\* \* \* \* \* \* +Europe\/Berlin +\d{4}-/)
  expect(listed.stdout).toContain('without a schedule: never')

  const { child, result, until } = startCommand(['schedule'], { cwd: folder.path })
  let said = ''
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()))
  // The page cannot be fetched, so each run ends with exit code 3.
  await until(() => said.split('often: exit 3').length > 2)
  expect(said).toMatch(/Z {4}failed NetworkError 1: GET http:\/\/127\.0\.0\.1:1\/: .+\n/)
  child.kill('SIGTERM')
  expect((await result).code).toBe(0)
  const pids = (await readFile(folder.file('pids'), 'utf8')).trim().split('\n')
  expect(new Set(pids).size).toBeGreaterThanOrEqual(3)
})

test('latchkey schedule writes the records of each run to a file of its own', async () => {
  await using server = await serve((_request, response) => response.end('<h1>one</h1>'))
  await using folder = await temporaryFolder()
  await mkdir(folder.file('crawlers'))
  for (const name of ['ada', 'grace']) {
    await writeFile(
      folder.file(`crawlers/${name}.mjs`),
      `const page = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
      export default { name: '${name}', start: '${server.url}', schedule: '* * * * * *', robots: false,
        records: { page }, routes: { page: ({ $ }) => ({ title: $('h1').text() }) } }`,
    )
  }
  const shared = await runCommand(['schedule', '--out', 'all.jsonl'], { cwd: folder.path })
  expect([shared.code, shared.stderr]).toEqual([
    2,
    expect.stringContaining('Put {crawler} in it for a file each'),
  ])

  const out = ['--out', '{crawler}-{time}.jsonl']
  const { child, result, until } = startCommand(['schedule', ...out], { cwd: folder.path })
  let said = ''
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()))
  await until(() => /ada: exit 0.*, 1 record\n/.test(said) && /grace: exit 0.*, 1 record\n/.test(said))
  child.kill('SIGTERM')
  await result
  const files = (await readdir(folder.path)).filter((file) => file.endsWith('.jsonl'))
  for (const name of ['ada', 'grace']) {
    const file = files.find((each) => new RegExp(`^${name}-\\d{4}-\\d\\d-\\d\\dT\\d{6}Z\\.jsonl$`).test(each))
    expect(await readFile(folder.file(file ?? 'none'), 'utf8')).toBe('{"title":"one"}\n')
  }
})
