import { mkdir, writeFile } from 'node:fs/promises'

import { crawl, schedule, SqliteStore, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite } from '../site/index.ts'
import { startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'

/** Next year, as far as a test is concerned. */
const SELDOM = '0 0 29 2 *'

test('latchkey schedule goes on at once with a run that was cut off by kill -9, though it is not due', async () => {
  await using site = await startSite({ products: 60, latency: 100 })
  await using folder = await temporaryFolder()
  await mkdir(folder.file('crawlers'))
  await writeFile(
    folder.file('crawlers/seldom.mjs'),
    `export default { name: 'seldom', start: '${site.url}/products', schedule: '${SELDOM}', robots: false,
      routes: { list({ follow }) { follow('a.product-link', 'product'); follow('a.next', 'list') }, product() {} } }`,
  )
  const run = startCommand(['run', 'seldom'], { cwd: folder.path })
  await expect.poll(() => site.requests).toBeGreaterThan(20)
  run.child.kill('SIGKILL')
  await run.result

  site.options.latency = 0
  const { child, result, until } = startCommand(['schedule'], { cwd: folder.path })
  let said = ''
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()))
  await until(() => said.includes('seldom: exit'))
  child.kill('SIGTERM')
  expect((await result).code).toBe(0)
  expect(said).toMatch(/seldom: goes on with the run that was cut off\n.+seldom: exit 0 after/)
  await using store = new SqliteStore(folder.file('latchkey.db'))
  expect(await store.runs()).toMatchObject([{ id: 1, finished: true, counts: { waiting: 0, failed: 0 } }])
})

test('a schedule goes on with what was stopped, but not with what is paused, finished, or ended by a limit', async () => {
  await using site = await startSite({ products: 5 })
  await using store = new SqliteStore(':memory:')
  const named = (name: string): Crawler => ({
    name,
    start: `${site.url}/products`,
    schedule: SELDOM,
    robots: false,
    routes: {
      list({ follow }: { follow: (links: string, route: string) => void }) {
        follow('a.product-link', 'product')
      },
      product() {},
    },
  })
  const signal = AbortSignal.abort()
  await crawl(named('stopped'), { store, signal })
  await crawl(named('paused'), { store, signal })
  const paused = await store.open('paused')
  await store.ask('paused', 'pause')
  await paused.end('stopped')
  await paused.close()
  await crawl(named('finished'), { store })
  await crawl(named('limited'), { store, limit: 1 })

  const stop = new AbortController()
  const begun: unknown[] = []
  const done = schedule(['stopped', 'paused', 'finished', 'limited', 'new'].map(named), {
    store,
    signal: stop.signal,
    run: async ({ name }, goesOn) => void begun.push([name, goesOn]),
  })
  await expect.poll(() => begun.length).toBeGreaterThan(0)
  stop.abort()
  await done
  expect(begun).toEqual([['stopped', true]])
})
