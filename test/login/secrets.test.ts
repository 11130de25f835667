import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { runCommand } from '../support/cli.ts'
import { cookiesSent } from '../support/cookies-sent.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/login-crawler.ts')
const PASSWORD = 'lovelace'
const WRONG_PASSWORD = 'babbage-1791'
const TOTP = 'MFXGC3DZORUWGYLMEBSW4Z3JNZSSAMBR'
/** Every word of this is known to be used, and there is a file that must hold the session. */
const LEAST_COOKIES = 5

test('no password, cookie or TOTP secret is in the working folder, the store, an archive, the logs or a saved page', async () => {
  // It sets the cookie anew with every page.
  const session = { requests: 50, seconds: 3_600, cookie: 'sliding' } as const
  await using site = await startSite({ members: 120, session })
  await using folder = await temporaryFolder()
  await writeFile(folder.file('members.ts'), `export { default } from ${JSON.stringify(CRAWLER)}\n`)
  const said = await useEveryCommand(site, folder)

  const secrets = [PASSWORD, WRONG_PASSWORD, TOTP, ...cookiesSent(site)]
  expect(secrets.length).toBeGreaterThan(LEAST_COOKIES + 3)
  const files = await filesOf(folder.path)
  const names = [...files.keys()].map((path) => path.slice(folder.path.length + 1))
  expect(names).toEqual(
    expect.arrayContaining([
      'latchkey.db',
      'members.jsonl',
      'members.warc.gz',
      'latchkey.archive',
      'run.log',
      'members/member-members-7.html',
      'members/member-members-7.html.json',
    ]),
  )
  const archived = files.get(folder.file('members.warc.gz'))
  expect(archived?.includes('member-value') && archived.includes('[secret]'), 'the archive has pages').toBe(
    true,
  )
  for (const secret of secrets) {
    for (const form of spellings(secret)) {
      expect(said.includes(form), `${secret} was printed`).toBe(false)
      const holders = [...files].filter(([, bytes]) => bytes.includes(form)).map(([path]) => path)
      expect(holders, `files with ${secret}`).toEqual([])
    }
  }
})

/** Signs in, is refused, crawls through expiries, saves a page, takes a session over; gives all that was printed. */
async function useEveryCommand(site: Site, folder: TemporaryFolder): Promise<Buffer> {
  const env = { SITE_URL: site.url, PASSWORD, TOTP, LOGIN: 'steps' }
  const printed: string[] = []
  const latchkey = async (
    code: number,
    words: readonly string[],
    others: { input?: string; env?: object } = {},
  ) => {
    const { input } = others
    const options = {
      cwd: folder.path,
      env: { ...env, ...others.env },
      ...(input !== undefined && { input }),
    }
    const result = await runCommand([...words, '--debug'], options)
    expect([words.join(' '), result.code, result.stderr]).toEqual([words.join(' '), code, expect.anything()])
    printed.push(result.stdout, result.stderr)
  }
  await latchkey(0, ['login', 'members.ts'])
  await latchkey(0, ['login', 'members.ts', '--check'])
  await latchkey(4, ['login', 'members.ts'], { env: { PASSWORD: WRONG_PASSWORD } })
  await latchkey(0, ['run', 'members.ts', '--json', '--log', 'run.log', '--archive'])
  await latchkey(0, ['warc', 'members.ts', '--out', 'members.warc.gz'])
  await latchkey(0, ['run', 'members.ts', '--fresh', '--out', 'members.jsonl'])
  await latchkey(0, ['fetch', 'members.ts', '/members/7', '--route', 'member', '--save'])
  await latchkey(4, ['run', 'members.ts', '--fresh'], { env: { PASSWORD: WRONG_PASSWORD, LOGIN: 'form' } })
  site.endSessions()
  await latchkey(4, ['login', 'members.ts', '--check'])
  const pasted = `curl '${site.url}/account' -b '${site.log.findLast(({ cookie }) => cookie)?.cookie}'`
  await latchkey(4, ['login', 'members.ts', '--import', '-'], { input: pasted })
  await latchkey(1, ['login', 'members.ts', '--check'], { env: { LATCHKEY_KEY: '1'.repeat(64) } })
  return Buffer.from(printed.join('\n'))
}

/** A secret in the disguises in which it could lie about. */
function spellings(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  return [
    bytes,
    Buffer.from(bytes.toString('base64').replace(/.?=*$/, '')),
    Buffer.from(bytes.toString('hex')),
    Buffer.from(secret, 'utf16le'),
  ]
}

/** What is in the files of a folder, unpacked. */
async function filesOf(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(paths.map(async (path) => [path, unpacked(path, await readFile(path))] as const)),
  )
}

function unpacked(path: string, bytes: Buffer): Buffer {
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}
