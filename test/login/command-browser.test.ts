import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { chromium } from 'playwright-core'
import { expect } from 'vitest'

import { findChromium } from '../../packages/browser/src/find-chromium.ts'
import { closedPort } from '../session/transport/raw-server.ts'
import { startSite, type Site } from '../site/index.ts'
import { browserTest } from '../support/chromium.ts'
import { startCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/login-crawler.ts')

browserTest(
  'login --browser opens a window, notices by signedIn that a person has signed in, and keeps it',
  async () => {
    await using site = await startSite({ members: 3 })
    await using folder = await temporaryFolder()
    const { command, page } = await openWindow(site, folder, 'hand')
    await page.getByLabel('Username').fill('ada')
    await page.getByLabel('Password').fill('lovelace')
    await page.getByRole('button').click()
    const { code, stdout, stderr } = await command.result
    expect([code, stderr]).toEqual([0, expect.stringContaining('sign in in the window')])
    expect(stdout).toContain("has what the crawler's signedIn looks for")
    expect(stdout).toMatch(/^session +127\.0\.0\.1/m)
    expect(site.logins).toBe(1)
  },
)

browserTest(
  'login --browser ends when the window is closed, and proves the session all the same',
  async () => {
    await using site = await startSite({ members: 3 })
    await using folder = await temporaryFolder()
    const { command, page } = await openWindow(site, folder, 'form')
    await page.getByLabel('Username').fill('ada')
    await page.getByLabel('Password').fill('lovelace')
    await page.getByRole('button').click()
    await page.waitForURL('**/account')
    // The window is looked at twice a second.
    await sleep(1_200)
    await page.close()
    expect(await command.result).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('members  signed in'),
    })
  },
)

browserTest('login --browser that is ended too soon says so, and keeps nothing', async () => {
  await using site = await startSite({ members: 3 })
  await using folder = await temporaryFolder()
  const { command } = await openWindow(site, folder, 'form')
  command.child.stdin?.write('\n')
  const { code, stderr } = await command.result
  expect([code, stderr]).toEqual([4, expect.stringContaining('the window was used, but')])
})

/** Starts the command with a Chromium whose window is not shown, and hands over the page that it opens. */
async function openWindow(site: Site, folder: TemporaryFolder, login: 'hand' | 'form') {
  const port = await closedPort()
  const wrapper = folder.file('chromium')
  const flags = `--headless --remote-debugging-port=${port}`
  await writeFile(wrapper, `#!/bin/sh\nexec ${findChromium()} ${flags} "$@"\n`, { mode: 0o755 })
  const env = {
    SITE_URL: site.url,
    LOGIN: login,
    PASSWORD: 'not used',
    LATCHKEY_CHROMIUM: wrapper,
    DISPLAY: ':0',
  }
  const command = startCommand(['login', CRAWLER, '--browser'], { cwd: folder.path, env, input: null })
  await command.until(() => site.hits('/login') + site.hits('/login/js') > 0)
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  const pages = browser.contexts().flatMap((context) => context.pages())
  const page = pages.find((candidate) => candidate.url().startsWith(site.url))
  return { command, page: page ?? expect.fail('no window is open') }
}
