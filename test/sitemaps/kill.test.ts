import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

const ENTRIES = 20_000
const KILLS = 3

test('a crawl killed with -9 in the middle of a sitemap has each of its pages exactly once', async () => {
  await using site = await serve(async ({ url }, response) => {
    if (url !== '/sitemap.xml') return response.end()
    response.write('<urlset>')
    for (let entry = 0; entry < ENTRIES; entry++) {
      // One in a hundred is a page, the others are skipped.
      response.write(`<url><loc>/${entry % 100 === 0 ? 'page' : 'other'}/${entry}</loc></url>`)
      if (entry % 1_000 === 0) await sleep(40)
    }
    return response.end('</urlset>')
  })
  await using folder = await temporaryFolder()
  const file = folder.file('sitemap.mjs')
  const crawler = `{ name: 'sitemap', start: { sitemap: '${site.url}/sitemap.xml' }, robots: false,
    paths: { page: '/page/*' }, routes: { page() {} } }`
  await writeFile(file, `export default ${crawler}`)
  const sitemaps = () => site.requests.filter(({ url }) => url === '/sitemap.xml').length
  const words = ['run', file, '--store', folder.file('crawl.db'), '--json']

  for (let kill = 1; kill <= KILLS; kill++) {
    const command = startCommand(words)
    await command.until(() => sitemaps() >= kill)
    await sleep(Math.random() * 600)
    command.child.kill('SIGKILL')
    await command.result
  }

  const { code, stdout, stderr } = await runCommand(words)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const report = reportOf(stdout)
  expect(report).toMatchObject({
    discovered: ENTRIES + 1,
    done: ENTRIES / 100 + 1,
    waiting: 0,
    skips: { 'no route': ENTRIES - ENTRIES / 100 },
    reason: 'finished',
  })
  const pages = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/page/'))
  expect(new Set(pages).size).toBe(ENTRIES / 100)
  // Only what was in flight at a kill is fetched twice.
  expect(pages.length).toBeLessThanOrEqual(ENTRIES / 100 + KILLS * 32)
  expect(sitemaps()).toBe(KILLS + 1)
})
