import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { startCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

test('latchkey schedule tells a command of each run that fails, and of no other', async () => {
  await using site = await serve(({ url }, response) =>
    response.writeHead(url === '/gone' ? 410 : 200).end('<h1>One</h1>'),
  )
  await using folder = await temporaryFolder()
  await writeCrawler(folder, 'bad', `${site.url}/gone`)
  await writeCrawler(folder, 'good', `${site.url}/`)
  const command = '(echo "$LATCHKEY_CRAWLER $LATCHKEY_EXIT_CODE"; cat) >> alerts.txt; false'
  const said = await schedule(folder, command, (text) => text.split('--on-failure ended with 1').length > 2)
  expect(said).toContain('good: exit 0')
  const alerts = await readFile(folder.file('alerts.txt'), 'utf8')
  expect(alerts).toMatch(
    /^bad 3\nexit 3 after \d+ s, 0 records\nfailed StatusError 1: GET .+\/gone: responded 410.*\nbad 3\n/,
  )
  expect(alerts).not.toContain('good')
})

test('a run that is asked to end is no failure', async () => {
  await using site = await serve(async (_, response) => {
    await sleep(200)
    response.setHeader('content-type', 'text/html').end(`<a href="/${site.requests.length}">on</a>`)
  })
  await using folder = await temporaryFolder()
  await writeCrawler(folder, 'slow', site.url)
  const said = await schedule(folder, 'echo told', () => site.requests.length > 0)
  expect(said).toContain('slow: exit 5')
  expect(said).not.toContain('told')
})

async function writeCrawler(folder: TemporaryFolder, name: string, start: string): Promise<void> {
  await mkdir(folder.file('crawlers'), { recursive: true })
  const source = `export default { name: '${name}', start: '${start}', schedule: '* * * * * *', robots: false, routes: { page({ follow }) { follow('a', 'page') } } }`
  await writeFile(folder.file(`crawlers/${name}.mjs`), source)
}

/** What a schedule says until it has said or done something, and at its end. */
async function schedule(
  folder: TemporaryFolder,
  command: string,
  isDone: (said: string) => boolean,
): Promise<string> {
  const { child, result, until } = startCommand(['schedule', '--on-failure', command], { cwd: folder.path })
  let said = ''
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()))
  await until(() => isDone(said))
  child.kill('SIGTERM')
  return (await result).stdout
}
