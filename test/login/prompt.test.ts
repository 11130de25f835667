import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

import { expect } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { MAIN } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'
import { testWhere } from '../support/test-where.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/login-crawler.ts')

/** A test at a terminal, which `script` makes. */
const terminalTest = testWhere({
  isThere: spawnSync('script', ['--version']).status === 0,
  lack: 'no script of util-linux',
  install: 'apt-get install -y bsdutils',
})

terminalTest('a secret that the environment lacks is asked for at the terminal, and not shown', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  const { code, screen } = await loginAtTerminal(site, folder, 'lovelace\n')
  expect([code, screen.split('PASSWORD:').length - 1], screen).toEqual([0, 1])
  expect(screen).toContain('signed in')
  expect(screen).not.toContain('lovelace')
})

terminalTest('a secret that nobody types is missing, with the mend', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  const { code, screen } = await loginAtTerminal(site, folder, '\n')
  expect(screen).toContain('the secret PASSWORD is not set: put it in the environment')
  expect(code).toBe(2)
  expect(site.logins).toBe(0)
})

terminalTest('Ctrl-C at the prompt ends the command', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  expect(await loginAtTerminal(site, folder, '\u0003')).toMatchObject({ code: 130 })
  expect(site.logins).toBe(0)
})

/** `latchkey login` at a terminal of its own, at which something is typed once it asks. */
async function loginAtTerminal(
  site: Site,
  folder: TemporaryFolder,
  keys: string,
): Promise<{ code: number | null; screen: string }> {
  const { PASSWORD: _, ...env } = process.env
  const command = `'${process.execPath}' '${MAIN}' login '${CRAWLER}'`
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: folder.path,
    env: { ...env, SITE_URL: site.url, LATCHKEY_KEY: '0'.repeat(64), NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let screen = ''
  child.stdout.on('data', (data: Buffer) => {
    const asked = screen.includes('PASSWORD: ')
    screen += data.toString()
    // The shell that reads takes a moment to have the terminal show nothing.
    if (!asked && screen.includes('PASSWORD: ')) setTimeout(() => child.stdin.write(keys), 500)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, screen }
}
