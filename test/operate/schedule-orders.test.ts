import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { runCommand, startCommand, type CommandOptions } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'

/** A crawler of the fixture site's products that is due every second. */
const source = ({ url }: Site) => `export default {
  name: 'often', start: '${url}/products', schedule: '* * * * * *', robots: false,
  routes: { list({ follow }) { follow('a.product-link', 'product'); follow('a.next', 'list') }, product() {} },
}`

test('a run of latchkey schedule is paused, resumed and stopped from another terminal, and the next goes on', async () => {
  await using site = await startSite({ products: 600, latency: 500 })
  await using folder = await temporaryFolder()
  await mkdir(folder.file('crawlers'))
  await writeFile(folder.file('crawlers/often.mjs'), source(site))
  const place: CommandOptions = { cwd: folder.path }
  const scheduled = startCommand(['schedule', '--log', 'schedule.log'], place)
  let said = ''
  scheduled.child.stdout?.on('data', (data: Buffer) => (said += data.toString()))

  await expect.poll(() => site.requests).toBeGreaterThan(20)
  expect(await runCommand(['pause', 'often'], place)).toMatchObject({ code: 0 })
  await sleep(700)
  const paused = site.requests
  await sleep(700)
  expect(site.requests).toBe(paused)

  expect(await runCommand(['resume', 'often'], place)).toMatchObject({ code: 0 })
  await expect.poll(() => site.requests).toBeGreaterThan(paused)
  expect(await runCommand(['stop', 'often'], place)).toMatchObject({ code: 0 })
  await expect.poll(() => said).toContain('often: exit 5')

  site.options.latency = 0
  await expect.poll(() => said).toContain('often: exit 0')
  scheduled.child.kill('SIGTERM')
  expect((await scheduled.result).code).toBe(0)

  const lines = (await readFile(folder.file('schedule.log'), 'utf8')).trim().split('\n')
  const events = lines.map((line) => JSON.parse(line) as { event: string; [field: string]: unknown })
  const named = (name: string) => events.filter(({ event }) => event === name)
  expect(named('start').slice(0, 2)).toMatchObject([
    { crawler: 'often', run: 1, resumed: false },
    { crawler: 'often', run: 1, resumed: true },
  ])
  expect(named('hold')[0]).toMatchObject({ reason: 'paused' })
  expect(named('release')[0]).toMatchObject({ reason: 'paused' })
  expect(named('end').slice(0, 2)).toMatchObject([
    { reason: 'stopped', exitCode: 5 },
    { reason: 'finished', exitCode: 0 },
  ])
})

test('latchkey schedule --log - writes what its runs log to standard error', async () => {
  await using site = await startSite({ products: 5 })
  await using folder = await temporaryFolder()
  await mkdir(folder.file('crawlers'))
  await writeFile(folder.file('crawlers/often.mjs'), source(site))
  const { child, result } = startCommand(['schedule', '--log', '-'], { cwd: folder.path })
  let logged = ''
  child.stderr?.on('data', (data: Buffer) => (logged += data.toString()))
  await expect.poll(() => logged).toContain('"event":"end"')
  child.kill('SIGTERM')
  const { code, stderr } = await result
  expect(code).toBe(0)
  const pages = stderr.split('\n').filter((line) => line.includes('"event":"page"'))
  expect(pages.length).toBeGreaterThanOrEqual(6)
  expect(JSON.parse(pages[0] ?? '')).toMatchObject({ crawler: 'often', status: 200 })
})
