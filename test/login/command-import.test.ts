import { writeFile } from 'node:fs/promises'

import { defineCrawler } from 'latchkey'
import { expect, test } from 'vitest'

import { cookiesOfSite } from '../../packages/core/src/engine/login/ways/site-cookies.ts'
import { cookieOf, signIn } from '../site/client.ts'
import { startSite, type Site } from '../site/index.ts'
import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { at, CRAWLER, login } from './login-command.ts'

/** What the tools of a browser write about a session, with cookies of other sites beside it. */
const files: { readonly [format: string]: (site: Site, session: string) => string } = {
  'cookies.txt': (_site, session) =>
    [
      '# Netscape HTTP Cookie File',
      `#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\t${session}`,
      '.elsewhere.example\tTRUE\t/\tTRUE\t0\tsession\tforeign-value',
      '127.0.0.1\tFALSE\t/\tFALSE\t1\told\texpired-value',
    ].join('\n'),
  storageState: (_site, session) =>
    JSON.stringify({
      cookies: [
        storedCookie('session', session, '127.0.0.1', -1),
        storedCookie('session', 'foreign-value', '.elsewhere.example', -1),
        storedCookie('old', 'expired-value', '127.0.0.1', 1),
      ],
      origins: [],
    }),
  HAR: (site, session) =>
    JSON.stringify({
      log: {
        version: '1.2',
        entries: [
          entry(`${site.url}/account`, [`session=${session}`]),
          entry('https://elsewhere.example/', ['session=foreign-value']),
        ],
      },
    }),
  'curl command': (site, session) =>
    `curl '${site.url}/account' \\\n  -H 'accept: text/html' -H 'User-Agent: Chrome' \\\n  -b 'session=${session}; theme=dark' \\\n  --compressed\n`,
}

/** Formats that tell how the browser calls itself. */
const browsers: { readonly [format: string]: RegExp } = { HAR: /^Firefox$/, 'curl command': /^Chrome$/ }

for (const [format, write] of Object.entries(files)) {
  test(`login --import takes the session from a ${format}, without the cookies of other sites`, async () => {
    await using site = await startSite({ members: 3 })
    await using folder = await temporaryFolder()
    const session = await sessionOf(site)
    await writeFile(folder.file('copied'), write(site, session))
    const { code, stdout, stderr } = await login(site, folder, ['--import', 'copied'])
    expect(code).toBe(0)
    expect(stderr).toContain(`cookies of members's site from the ${format}`)
    if (format !== 'curl command') expect(stderr).toContain('left out 1 of other sites')
    expect(stdout).toMatch(/^session +127\.0\.0\.1/m)
    for (const value of [session, 'foreign-value', 'expired-value'])
      expect(stdout + stderr).not.toContain(value)

    const run = await runCommand(['run', CRAWLER, '--json'], at(site, folder))
    expect(run.code).toBe(0)
    expect(site.logins, 'nobody signed in but the browser').toBe(1)
    const name = site.log.findLast(({ path }) => path.startsWith('/members'))?.userAgent
    expect(name).toMatch(browsers[format] ?? /^latchkey/)
  })
}

test('login --import - reads a pasted command', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  const input = files['curl command']?.(site, await sessionOf(site)) ?? ''
  const result = await login(site, folder, ['--import', '-'], { input })
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('members  signed in') })
})

test('a session that does not work is not kept, and the one before stays', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  await login(site, folder)
  const input = files['cookies.txt']?.(site, 'dead-session') ?? ''
  const dead = await login(site, folder, ['--import', '-'], { input })
  expect(dead).toMatchObject({ code: 4, stdout: '' })
  expect(dead.stderr).toContain('the session that was taken over does not work')
  expect(dead.stderr).not.toContain('dead-session')
  expect(await login(site, folder, ['--check'])).toMatchObject({ code: 0 })
})

test.each([
  ['nothing', '', 'it holds no cookies in a known form'],
  ['a page', '<html></html>', 'it holds no cookies in a known form'],
  ['JSON of another kind', '{"token":"hunter2"}', 'neither a HAR (log) nor a storageState'],
  ['broken JSON', '{"cookies":[{"value":"hunter2"', 'the file is not JSON: look at line 1'],
  ['a command for Windows', 'curl ^"https://x^" -b ^"a=hunter2^"', 'copy it as cURL (bash)'],
  ['a HAR without cookies', '{"log":{"entries":[]}}', 'export it with sensitive data'],
  [
    'cookies of other sites',
    "curl https://x.example -b 'a=hunter2'",
    'no cookie of the site of members: 1 are of other',
  ],
])('login --import of %s says what is wrong, and no value', async (_what, text, problem) => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  const { code, stdout, stderr } = await login(site, folder, ['--import', '-'], { input: text })
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^latchkey: --import -: .+\n$/)
  expect(stderr).toContain(problem)
  expect(stderr).not.toContain('hunter2')
  expect(site.requests).toBe(0)
})

test('login --import of a file that is not there names it', async () => {
  await using site = await startSite({ members: 1 })
  await using folder = await temporaryFolder()
  const { code, stderr } = await login(site, folder, ['--import', 'nowhere.txt'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('--import nowhere.txt cannot be read')])
})

test.each([
  ['https://shop.example', 'shop.example', true, true],
  ['https://shop.example', 'shop.example', false, true],
  ['https://www.shop.example', 'shop.example', false, true],
  ['https://www.shop.example', 'shop.example', true, false],
  ['https://shop.example', 'www.shop.example', true, false],
  ['shop.example', 'www.shop.example', true, true],
  ['Shop.Example', 'shop.example', false, true],
  ['https://shop.example', 'notshop.example', false, false],
  ['https://shop.example', 'hop.example', false, false],
  ['http://127.0.0.1:8080', '127.0.0.1', true, true],
  ['http://[::1]:8080', '::1', true, true],
  ['amazonaws.com', 's3.amazonaws.com', false, false],
])('a site %s: a cookie of %s, for that host alone: %s, is its own: %s', (site, domain, hostOnly, own) => {
  const crawler = defineCrawler({ name: 'a', start: 'https://x.example', site, routes: { page() {} } })
  expect(cookiesOfSite(crawler)({ domain, hostOnly })).toBe(own)
})

/** The session cookie of somebody who has signed in elsewhere. */
async function sessionOf(site: Site): Promise<string> {
  return cookieOf(await signIn(site)).replace('session=', '')
}

function storedCookie(name: string, value: string, domain: string, expires: number) {
  return { name, value, domain, path: '/', expires, httpOnly: true, secure: false, sameSite: 'Lax' }
}

function entry(url: string, cookies: readonly string[]) {
  const headers = [
    ...cookies.map((value) => ({ name: 'cookie', value })),
    { name: 'User-Agent', value: 'Firefox' },
  ]
  return {
    startedDateTime: '2026-11-20T10:00:00Z',
    request: { url, headers, cookies: [] },
    response: { headers: [], cookies: [] },
  }
}
