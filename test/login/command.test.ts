import { writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

import { SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { reportOf, runCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'
import { at, CRAWLER, login } from './login-command.ts'

test('login signs in, shows the proof and the cookies without their values, and keeps the session', async () => {
  await using site = await startSite({ members: 20 })
  await using folder = await temporaryFolder()
  const { code, stdout, stderr } = await login(site, folder)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('members  signed in')
  expect(stdout).toContain(`${site.url}/members is shown to this session, and to no stranger`)
  expect(stdout).toMatch(/^session +127\.0\.0\.1 +no end of its own$/m)
  expect(stdout).not.toContain(cookieOf(site))

  const run = await runCommand(['run', CRAWLER, '--json'], at(site, folder))
  expect(reportOf(run.stdout)).toMatchObject({
    records: { member: 20 },
    exitCode: 0,
  })
  expect(site.logins, 'the run starts signed in').toBe(1)
})

test('login signs in anew each time, and fills in one form after the other, with a one-time password', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  for (const logins of [1, 2]) {
    const { code, stderr } = await login(site, folder, [], { env: { LOGIN: 'steps' } })
    expect([code, stderr]).toEqual([0, ''])
    expect(site.logins).toBe(logins)
  }
})

test('login says what its proof is worth: nothing on a page for everybody, and too little where signedIn finds nothing', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  for (const [login, proof] of [
    [`check: '/'`, 'looks so to strangers too, and proves nothing: name one for members only as login.check'],
    [`signedIn: () => false`, "but it lacks what the crawler's signedIn looks for"],
  ]) {
    await writeCrawler(
      folder,
      site,
      `form: '/login', fields: { username: 'ada', password: 'lovelace' }, ${login}`,
    )
    const { code, stdout } = await runCommand(['login', 'own.mjs'], at(site, folder))
    expect([code, stdout]).toEqual([0, expect.stringContaining(proof!)])
  }
  await writeCrawler(
    folder,
    site,
    `form: '/login', fields: { username: 'ada', password: 'lovelace' }, check: '/nowhere'`,
  )
  expect(await runCommand(['login', 'own.mjs'], at(site, folder))).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(
      /\/nowhere responded 404, so it cannot show who is signed in: name a page .+\n$/,
    ),
  })
})

test('login that is refused says so in one paragraph with exit code 4, and leaves the kept session alone', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  await login(site, folder)
  const refused = await login(site, folder, [], { env: { PASSWORD: 'wrong-password' } })
  expect(refused).toMatchObject({ code: 4, stdout: '' })
  expect(refused.stderr).toMatch(
    /^latchkey: the login of members was refused: .+ still shows a signed-out visitor\. .+\n$/,
  )
  expect(refused.stderr).not.toContain('wrong-password')
  expect(site.refusals).toBe(1)
  expect(await login(site, folder, ['--check'])).toMatchObject({ code: 0 })
})

test('login --check asks whether the kept session works, and never signs in', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  const none = await login(site, folder, ['--check'])
  expect(none).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('no session of members is kept here'),
  })

  await login(site, folder)
  expect(await login(site, folder, ['--check'])).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('members  still signed in'),
  })
  for (const expired of ['redirect', 'status', 'page'] as const) {
    site.options.session.expired = expired
    site.endSessions()
    const dead = await login(site, folder, ['--check'])
    expect([expired, dead.code, dead.stdout]).toEqual([expired, 4, ''])
    expect(dead.stderr).toContain('the kept session of members no longer works')
  }
  expect(site.logins).toBe(1)
})

test('login --check does not take a site that is out of order for a dead session', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  await login(site, folder)
  site.options.rateLimit = { perSecond: 0 }
  expect(await login(site, folder, ['--check'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('/members: responded 429'),
  })
})

test('login --forget removes the kept session, even one that cannot be opened', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  await login(site, folder)
  const forgotten = await login(site, folder, ['--forget'], { env: { LATCHKEY_KEY: '1'.repeat(64) } })
  expect(forgotten).toMatchObject({ code: 0, stderr: '', stdout: 'members  forgotten\n' })
  expect(await login(site, folder, ['--forget'])).toMatchObject({
    code: 0,
    stdout: 'members  no session is kept\n',
  })
  expect(await login(site, folder, ['--check'])).toMatchObject({ code: 4 })
})

test('a kept session under another key, damaged, or of another version is a clear error, and is not replaced', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  await login(site, folder)
  const [key, other] = ['0'.repeat(64), '1'.repeat(64)]
  const sealed = await keptIn(folder)
  const damaged = Uint8Array.from(sealed, (byte, index) => (index === 40 ? byte ^ 1 : byte))
  const newer = Uint8Array.from(sealed, (byte, index) => (index === 0 ? 9 : byte))
  for (const [LATCHKEY_KEY = '', kept, problem] of [
    [other, sealed, 'does not open with this key'],
    [key, damaged, 'does not open with this key'],
    [key, newer, 'was kept by another version'],
  ] as const) {
    write(folder, kept)
    for (const words of [[], ['--check']]) {
      const { code, stdout, stderr } = await login(site, folder, words, { env: { LATCHKEY_KEY } })
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(/^latchkey: .+ --forget`\.\n$/)
      expect(stderr).toContain(problem)
    }
    expect(await keptIn(folder)).toEqual(kept)
  }
  expect(site.logins).toBe(1)
})

test('a crawler without a login, and modes that exclude each other, are wrong usage with a mend', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  for (const words of [[], ['--check'], ['--browser']]) {
    expect(await login(site, folder, words, { env: { LOGIN: 'none' } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("members has no login: give it one, as in login: { form: '/login'"),
    })
  }
  const both = await login(site, folder, ['--check', '--browser'])
  expect(both).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--check and --browser exclude each other'),
  })
})

test('a secret that is not set, and a form that is not there, are told in one line with what mends them', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  const unset = await login(site, folder, [], { env: { PASSWORD: '' } })
  expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining('the secret PASSWORD is not set') })
  const fields = `fields: { user: 'ada', password: 'lovelace' }`
  for (const [form, problem] of [
    [
      '/login',
      'has no form with the fields user, password, but with username, password, remember: name those in',
    ],
    ['/nowhere', 'responded 404 and has no form at all: name the page with the form as login.form'],
    ['/login/js', 'if a script builds the form, sign in by login.browser'],
  ]) {
    await writeCrawler(folder, site, `form: '${form}', ${fields}`)
    const { code, stderr } = await runCommand(['login', 'own.mjs'], at(site, folder))
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/^latchkey: the login of own failed: GET .+\n$/),
    ])
    expect(stderr).toContain(problem)
    expect(stderr.split('\n')).toHaveLength(2)
  }
})

test('a login whose form is out of order for a while is tried again', async () => {
  await using site = await startSite({ members: 1, rateLimit: { perSecond: 0, retryAfter: 1 } })
  await using folder = await temporaryFolder()
  const command = login(site, folder)
  while (site.hits('/login') < 2) await sleep(10)
  site.options.rateLimit = undefined
  expect(await command).toMatchObject({ code: 0, stderr: '' })
  expect(site.logins).toBe(1)
})

/** A crawler `own.mjs` of the members' pages, with a login of its own. */
async function writeCrawler(folder: TemporaryFolder, site: Site, login: string): Promise<void> {
  const crawler = `{ name: 'own', start: '${site.url}/members', routes: { list() {} }, login: { ${login} } }`
  await writeFile(folder.file('own.mjs'), `export default ${crawler}`)
}

/** The session cookie that the site was last sent. */
function cookieOf(site: Site): string {
  const sent = site.log.map(({ cookie }) => /session=([\w-]+)/.exec(cookie ?? '')?.[1]).filter(Boolean)
  return sent.at(-1) ?? expect.fail('no session cookie was sent')
}

async function keptIn(folder: TemporaryFolder): Promise<Uint8Array> {
  await using store = new SqliteStore(folder.file('latchkey.db'))
  return (await store.session('members', '')) ?? expect.fail('no session is kept')
}

function write(folder: TemporaryFolder, sealed: Uint8Array): void {
  const database = new DatabaseSync(folder.file('latchkey.db'))
  database.prepare('UPDATE session SET sealed = ?').run(sealed)
  database.close()
}
